import MMUCore
import MMUReference
import Workload

/// 4-level paging for the oracle.
public struct KVMLong4: KVMFormat {
  /// As the core's type is called.
  public static let name = "x86-long4"
  /// Long mode, CR4.LA57 = 0.
  public static let mode = KVMMode.long4
  /// As many as the tables of differential runs.
  public static let tableFrameCount = TableShape.frameCount

  private let traits: KVMTraits
  private let shape: TableShape
  private let generator: EntryGenerator

  /// The walker that is compared.
  public static func walkCore(
    _ asked: KVMCase, _ memory: GuestMemory, _ trace: inout GuestWalkTrace
  ) -> WalkOutcome<GuestPhysical>? {
    let walker = PageWalker<X86Long4>(memory: memory, root: asked.root, rules: asked.configuration.rules)
    return walker.walk(asked.gva, asked.access, observer: &trace)
  }

  /// The reference.
  public static func walkReference(_ asked: KVMCase, _ memory: ReferenceMemory<GuestPhysical>) -> KVMOutcome {
    let walker = ReferenceX86Long(memory: memory, root: asked.root, configuration: asked.configuration)
    return KVMOutcome(walker.walk(asked.gva, asked.access)) { walker.exception(for: $0, asked.gva, asked.access) }
  }

  /// Any controls that CPUID offers.
  public static func configuration(_ traits: KVMTraits, _ random: inout SplitMix64) -> X86Configuration {
    let features = traits.features
    var controls = basicControls(features, &random)
    if features.hasUserKeys && random.oneIn(2) { controls |= .userKeys }
    if features.hasSupervisorKeys && random.oneIn(2) { controls |= .supervisorKeys }
    // Most keys without limits. The machine's own pages have key 0, which PKRS leaves open.
    let keys = X86ProtectionKeys(
      pkru: UInt32(truncatingIfNeeded: random.next() & random.next()),
      pkrs: UInt32(truncatingIfNeeded: random.next() & random.next()) & ~3)
    return X86Configuration(
      controls: controls, maxPhysicalAddressBits: features.maxPhysicalAddressBits,
      has1GiBPages: features.has1GiBPages, honoursGlobal: features.hasGlobalPages && random.oneIn(2), keys: keys)
  }

  /// The shape of differential runs.
  public init(_ traits: KVMTraits, _ random: inout SplitMix64) {
    self.traits = traits
    shape = TableShape(&random)
    generator = EntryGenerator(shape: shape, leafAddressBits: 36)
  }

  /// The level-4 tables.
  public var roots: [GPA] { (0..<TableShape.rootCount).map(shape.root) }

  /// The positions in use in every table.
  public var words: [GPA] {
    (1...4).flatMap { level in
      shape.frames(at: PageLevel(level)).flatMap { frame in
        shape.positions.map { GPA(UInt64(frame * 4096 + $0 * 8)) }
      }
    }
  }

  /// An entry of differential runs; if it maps a page, then mostly one that exists.
  public func word(at address: GPA, _ random: inout SplitMix64) -> UInt64 {
    guard let level = level(ofTableAt: address) else { return 0 }
    var entry = generator.entry(at: level, &random)
    let isLeaf = level == .leaf || entry & Self.pageSize != 0
    if isLeaf && !random.oneIn(8) { entry = leadingToMemory(entry, at: level, &random) }
    if !isLeaf && traits.reservesGlobalAboveLeaves { entry &= ~Self.global }
    return entry
  }

  /// An address of differential runs.
  public func address(_ random: inout SplitMix64) -> GVA { shape.address(&random) }

  private static let pageSize: UInt64 = 1 << 7
  private static let global: UInt64 = 1 << 8
  /// The bits of a leaf that are not its address: 12 is PAT in a large page's.
  private static let otherBits: UInt64 = 0xFFF0_0000_0000_0FFF

  private func level(ofTableAt address: GPA) -> PageLevel? {
    let frame = Int(address.frame.rawValue)
    return (1...4).map { PageLevel($0) }.first { shape.frames(at: $0).contains(frame) }
  }

  /// Puts a page's address among the traits' pages, if a page of the size fits in them. Now and then one of the bits
  /// between stays as it was drawn: they are reserved in large pages.
  private func leadingToMemory(_ entry: UInt64, at level: PageLevel, _ random: inout SplitMix64) -> UInt64 {
    let size = UInt64(1) << (12 + 9 * (level.rawValue - 1))
    let first = (traits.pages.lowerBound.rawValue + size - 1) / size
    let last = traits.pages.upperBound.rawValue / size
    guard first < last else { return entry }
    let page = (first + UInt64(random.below(Int(last - first)))) * size
    let kept = random.oneIn(30) ? (1 << UInt64(12 + random.below(40))) : level > .leaf ? UInt64(1 << 12) : 0
    return entry & (Self.otherBits | kept) | page
  }
}
