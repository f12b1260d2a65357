import MMUCore
import MMUReference
import Workload

/// PAE paging for the oracle.
///
/// The page-directory-pointer tables are loaded with CR3, before each access. A present pointer leads to a page directory: what
/// a processor makes of one that leads out of memory, no manual says, and KVM may end the machine.
public struct KVMPAE: KVMFormat {
  /// As the core's type is called.
  public static let name = "x86-pae"
  /// CR4.PAE = 1, outside long mode.
  public static let mode = KVMMode.pae
  /// The roots, page directories, page tables, and frame 0, which stays empty.
  public static let tableFrameCount = 1 + rootCount + directoryCount + tableCount

  private static let rootCount = 3
  private static let directoryCount = 5
  private static let tableCount = 8
  private let traits: KVMTraits
  private let positions: [Int]
  /// Roots are aligned to 32 bytes alone.
  private let rootOffset: UInt64

  /// The walker that is compared.
  public static func walkCore(
    _ asked: KVMCase, _ memory: GuestMemory, _ trace: inout GuestWalkTrace
  ) -> WalkOutcome<GuestPhysical>? {
    let bits = asked.configuration.maxPhysicalAddressBits
    guard let pointers = X86PAEPointers.load(from: memory, cr3: asked.root, maxPhysicalAddressBits: bits) else {
      return nil
    }
    let walker = PageWalker<X86PAE>(memory: memory, root: pointers, rules: asked.configuration.rulesOfPAE)
    return walker.walk(asked.gva, asked.access, observer: &trace)
  }

  /// The reference.
  public static func walkReference(_ asked: KVMCase, _ memory: ReferenceMemory<GuestPhysical>) -> KVMOutcome {
    let configuration = asked.configuration
    let loaded = ReferenceX86PAE.loadPointers(from: memory, cr3: asked.root, configuration: configuration)
    guard let loaded else { return .rootRefused }
    let walker = ReferenceX86PAE(memory: memory, pointers: loaded, configuration: configuration)
    return KVMOutcome(walker.walk(asked.gva, asked.access)) { walker.exception(for: $0, asked.gva, asked.access) }
  }

  /// Any controls that CPUID offers; protection keys are of long mode.
  public static func configuration(_ traits: KVMTraits, _ random: inout SplitMix64) -> X86Configuration {
    let features = traits.features
    return X86Configuration(
      controls: basicControls(features, &random), maxPhysicalAddressBits: features.maxPhysicalAddressBits,
      has1GiBPages: features.has1GiBPages, honoursGlobal: features.hasGlobalPages && random.oneIn(2))
  }

  /// Chooses positions.
  public init(_ traits: KVMTraits, _ random: inout SplitMix64) {
    self.traits = traits
    positions = [0, 255, 256, 511] + (0..<4).map { _ in random.below(512) }
    rootOffset = UInt64(random.below(128) * 32)
  }

  /// The page-directory-pointer tables.
  public var roots: [GPA] { (1...Self.rootCount).map { GPA(UInt64($0 * 4096) + rootOffset) } }

  private var directories: Range<Int> { 1 + Self.rootCount..<1 + Self.rootCount + Self.directoryCount }

  private var tables: Range<Int> { directories.upperBound..<Self.tableFrameCount }

  /// All four pointers, and the positions in use in every table.
  public var words: [GPA] {
    roots.flatMap { root in (0..<4).map { root.advanced(by: UInt64($0 * 8)) } }
      + (directories.lowerBound..<tables.upperBound).flatMap { frame in
        positions.map { GPA(UInt64(frame * 4096 + $0 * 8)) }
      }
  }

  /// A pointer or an entry.
  public func word(at address: GPA, _ random: inout SplitMix64) -> UInt64 {
    let frame = Int(address.frame.rawValue)
    if frame < directories.lowerBound { return pointer(&random) }
    var entry = random.next() & 0xE78 | 1  // PWT, PCD, A, D, and bits 9 to 11, which are ignored
    if random.oneIn(20) { entry &= ~1 }
    entry |= random.oneIn(6) ? 0 : 2
    entry |= random.oneIn(6) ? 0 : 4
    if random.oneIn(12) { entry |= 1 << 63 }
    // Bits 62 to MAXPHYADDR are reserved.
    if random.oneIn(60) { entry |= 1 << UInt64(36 + random.below(27)) }
    let isLarge = directories.contains(frame) && random.oneIn(4)
    if isLarge { return entry | 0x80 | random.next() & 0x1100 | traits.page(ofBits: 21, &random) }
    if directories.contains(frame) { return entry | table(&random) }
    return entry | random.next() & 0x180 | traits.page(ofBits: 12, &random)
  }

  /// PDPTE: bits 2:1, 8:5 and what lies above MAXPHYADDR are reserved, 4:3 are PWT and PCD.
  private func pointer(_ random: inout SplitMix64) -> UInt64 {
    if random.oneIn(8) { return random.next() & ~1 }
    let directory = UInt64(directories.lowerBound + random.below(directories.count)) * 4096
    let pointer = directory | 1 | random.next() & 0xE18
    return random.oneIn(60) ? pointer | 1 << random.pick([1, 2, 5, 6, 7, 8, 52, 60, 62, 63]) : pointer
  }

  private func table(_ random: inout SplitMix64) -> UInt64 {
    if random.oneIn(90) { return UInt64(0x10000 + random.below(1 << 16)) << 12 }
    if random.oneIn(40) { return UInt64(random.below(Self.tableFrameCount)) * 4096 }
    return UInt64(tables.lowerBound + random.below(tables.count)) * 4096
  }

  /// 32 bits, most often such that entries are in use.
  public func address(_ random: inout SplitMix64) -> GVA {
    if random.oneIn(50) { return GVA(random.next() & 0xFFFF_FFFF) }
    var linear = random.next() & 0xC000_0FFF
    for shift: UInt64 in [12, 21] {
      let position = random.oneIn(100) ? random.below(512) : random.pick(positions)
      linear |= UInt64(position) << shift
    }
    return GVA(linear)
  }
}
