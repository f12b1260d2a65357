import MMUCore
import MMUReference
import Workload

/// 32-bit paging for the oracle. A word holds two entries.
///
/// Bits 20:17 of a 4 MiB page's entry stay clear: KVM's own walker takes only bits 16:13 as an address (36 bits), whatever
/// MAXPHYADDR is, where the manual takes bits up to 20 (40 bits).
public struct KVMLegacy32: KVMFormat {
  /// As the core's type is called.
  public static let name = "x86-legacy32"
  /// CR4.PAE = 0.
  public static let mode = KVMMode.legacy32
  /// The roots, page tables, and frame 0, which stays empty.
  public static let tableFrameCount = 1 + rootCount + tableCount
  /// Four bytes.
  public static let entrySize = EntrySize.bytes4

  private static let rootCount = 3
  private static let tableCount = 8
  private let traits: KVMTraits
  /// Positions of pairs of entries.
  private let pairs: [Int]

  /// The walker that is compared.
  public static func walkCore(
    _ asked: KVMCase, _ memory: GuestMemory, _ trace: inout GuestWalkTrace
  ) -> WalkOutcome<GuestPhysical>? {
    let walker = PageWalker<X86Legacy32>(
      memory: memory, root: asked.root, rules: asked.configuration.rulesOf32Bit)
    return walker.walk(asked.gva, asked.access, observer: &trace)
  }

  /// The reference.
  public static func walkReference(_ asked: KVMCase, _ memory: ReferenceMemory<GuestPhysical>) -> KVMOutcome {
    let walker = ReferenceX86Legacy32(memory: memory, root: asked.root, configuration: asked.configuration)
    return KVMOutcome(walker.walk(asked.gva, asked.access)) { walker.exception(for: $0, asked.gva, asked.access) }
  }

  /// EFER.NXE has no part in it: I/D is reported where CR4.PAE = 1 too (SDM vol. 3A, section "Page-Fault Exceptions").
  public static func controlsOfErrorCode(_ controls: X86Controls) -> X86Controls {
    controls.subtracting(.noExecute)
  }

  /// I/D is 0 without CR4.PAE, unless CR4.SMEP is 1 (SDM vol. 3A, section "Page-Fault Exceptions"). KVM's own walker asks for
  /// EFER.NXE alone.
  public static func mended(_ code: X86PageFaultCode, of asked: KVMCase) -> X86PageFaultCode {
    let controls = asked.configuration.controls
    let isWrong = controls.contains(.noExecute) && !controls.contains(.smep)
    return isWrong ? code.subtracting(.instructionFetch) : code
  }

  /// Any controls that CPUID offers, and CR4.PSE.
  public static func configuration(_ traits: KVMTraits, _ random: inout SplitMix64) -> X86Configuration {
    let features = traits.features
    var controls = basicControls(features, &random)
    if !random.oneIn(3) { controls |= .pageSizeExtensions }
    return X86Configuration(
      controls: controls, maxPhysicalAddressBits: features.maxPhysicalAddressBits,
      has1GiBPages: features.has1GiBPages, honoursGlobal: features.hasGlobalPages && random.oneIn(2),
      hasPSE36: features.hasPSE36)
  }

  /// Chooses positions.
  public init(_ traits: KVMTraits, _ random: inout SplitMix64) {
    self.traits = traits
    pairs = [0, 255, 256, 511] + (0..<4).map { _ in random.below(512) }
  }

  /// The page directories.
  public var roots: [GPA] { (1...Self.rootCount).map { GPA(UInt64($0 * 4096)) } }

  /// The pairs in use in every table.
  public var words: [GPA] {
    (1..<Self.tableFrameCount).flatMap { frame in pairs.map { GPA(UInt64(frame * 4096 + $0 * 8)) } }
  }

  /// Two entries.
  public func word(at address: GPA, _ random: inout SplitMix64) -> UInt64 {
    let isDirectory = Int(address.frame.rawValue) <= Self.rootCount
    let first = entry(isDirectory: isDirectory, &random)
    return entry(isDirectory: isDirectory, &random) << 32 | first
  }

  private func entry(isDirectory: Bool, _ random: inout SplitMix64) -> UInt64 {
    var entry = random.next() & 0xE78 | 1
    if random.oneIn(20) { entry &= ~1 }
    entry |= random.oneIn(6) ? 0 : 2
    entry |= random.oneIn(6) ? 0 : 4
    guard isDirectory else { return entry | random.next() & 0x180 | traits.page(ofBits: 12, &random) & 0xFFFF_F000 }
    guard random.oneIn(3) else { return entry | table(&random) }
    entry |= 0x80 | random.next() & 0x1100 | traits.page(ofBits: 22, &random) & 0xFFC0_0000
    // Address bits 35 to 32, which lead out of memory, and bit 21, which is reserved.
    if random.oneIn(12) { entry |= random.next() & 0x1_E000 }
    return random.oneIn(20) ? entry | 1 << 21 : entry
  }

  private func table(_ random: inout SplitMix64) -> UInt64 {
    if random.oneIn(90) { return UInt64(0x10000 + random.below(1 << 15)) << 12 }
    if random.oneIn(40) { return UInt64(random.below(Self.tableFrameCount)) * 4096 }
    return UInt64(1 + Self.rootCount + random.below(Self.tableCount)) * 4096
  }

  /// 32 bits, most often such that entries are in use.
  public func address(_ random: inout SplitMix64) -> GVA {
    if random.oneIn(50) { return GVA(random.next() & 0xFFFF_FFFF) }
    var linear = random.next() & 0xFFF
    for shift: UInt64 in [12, 22] {
      let pair = random.oneIn(100) ? random.below(512) : random.pick(pairs)
      linear |= UInt64(pair * 2 + random.below(2)) << shift
    }
    return GVA(linear)
  }
}
