import MMUCore
import MMUReference
import Workload

/// 5-level paging for the oracle: the tables of ``KVMLong4``, and roots above them.
public struct KVMLong5: KVMFormat {
  /// As the core's type is called.
  public static let name = "x86-long5"
  /// Long mode, CR4.LA57 = 1.
  public static let mode = KVMMode.long5
  /// Those of 4-level paging, and the roots.
  public static let tableFrameCount = TableShape.frameCount + rootCount

  private static let rootCount = 2
  private let below: KVMLong4
  private let positions: [Int]

  /// The walker that is compared.
  public static func walkCore(
    _ asked: KVMCase, _ memory: GuestMemory, _ trace: inout GuestWalkTrace
  ) -> WalkOutcome<GuestPhysical>? {
    let walker = PageWalker<X86Long5>(memory: memory, root: asked.root, rules: asked.configuration.rules)
    return walker.walk(asked.gva, asked.access, observer: &trace)
  }

  /// The reference.
  public static func walkReference(_ asked: KVMCase, _ memory: ReferenceMemory<GuestPhysical>) -> KVMOutcome {
    let walker = ReferenceX86Long(
      memory: memory, root: asked.root, levels: 5, configuration: asked.configuration)
    return KVMOutcome(walker.walk(asked.gva, asked.access)) { walker.exception(for: $0, asked.gva, asked.access) }
  }

  /// As in 4-level paging.
  public static func configuration(_ traits: KVMTraits, _ random: inout SplitMix64) -> X86Configuration {
    KVMLong4.configuration(traits, &random)
  }

  /// Tables of four levels, and the positions in use in the roots.
  public init(_ traits: KVMTraits, _ random: inout SplitMix64) {
    below = KVMLong4(traits, &random)
    positions = [0, 255, 256, 511, random.below(512), random.below(512)]
  }

  /// The level-5 tables.
  public var roots: [GPA] { (0..<Self.rootCount).map { GPA(UInt64((TableShape.frameCount + $0) * 4096)) } }

  /// The positions in use in every table.
  public var words: [GPA] {
    below.words + roots.flatMap { root in positions.map { root.advanced(by: UInt64($0 * 8)) } }
  }

  /// An entry of 4-level paging, or one that leads to a level-4 table, like those in level-4 tables.
  public func word(at address: GPA, _ random: inout SplitMix64) -> UInt64 {
    guard Int(address.frame.rawValue) >= TableShape.frameCount else { return below.word(at: address, &random) }
    var entry = random.next() & 0x7FF0_0000_0000_0E78 | 1
    if random.oneIn(20) { entry &= ~1 }
    entry |= random.oneIn(6) ? 0 : 2
    entry |= random.oneIn(6) ? 0 : 4
    entry |= random.oneIn(16) ? 1 << 63 : 0
    // PS is reserved; so is what lies above MAXPHYADDR.
    entry |= random.oneIn(50) ? 1 << 7 : 0
    entry |= random.oneIn(60) ? 1 << UInt64(40 + random.below(12)) : 0
    return entry | random.pick(below.roots).rawValue
  }

  /// An address of 4-level paging with a level-5 index, sometimes not canonical.
  public func address(_ random: inout SplitMix64) -> GVA {
    let position = random.oneIn(100) ? random.below(512) : random.pick(positions)
    let linear = below.address(&random).rawValue & 0xFFFF_FFFF_FFFF | UInt64(position) << 48
    let canonical = UInt64(bitPattern: Int64(bitPattern: linear << 7) >> 7)
    return GVA(random.oneIn(60) ? canonical ^ 1 << UInt64(56 + random.below(8)) : canonical)
  }
}
