import MMUCore
import Testing
import Workload

/// One mapped path through tables of any format, as ``PageTables`` builds it in a memory of 2 MiB.
///
/// Its entries are found by looking for what is not zero: every table holds one, and tables lie in ascending order from
/// the root, the first at 0x10000. So the format under test does not say where they are.
struct FormatLadder<Encoding: EntryEncoding> {
  typealias Format = Encoding.Format
  typealias Input = Address<Format.Input>
  typealias Output = Address<Format.Output>
  typealias Outcome = WalkOutcome<Format.Output>

  private let buffer: MappedBuffer
  let memory: PhysicalMemory<Format.Output>
  let address: Input
  let rules: Format.Rules
  let access: GuestAccess
  var root: Format.Root
  /// Where the entries lie, from the root to the leaf.
  let path: [UInt64]
  /// The entries as they were built, from the root to the leaf.
  let built: [UInt64]

  /// A path for one page, of the base size or of another.
  init(
    _ address: Input, to target: Output, _ size: PageSize = Format.basePageSize,
    _ attributes: PageAttributes = .userWritable, rules: Format.Rules, access: GuestAccess = GuestAccess(.load, .user)
  ) throws {
    buffer = try #require(MappedBuffer(byteCount: 2 << 20))
    let memory = PhysicalMemory<Format.Output>(buffer.bytes)
    let returned = UnsafeMutableBufferPointer<FrameNumber<Format.Output>>(start: nil, count: 0)
    let pool = FramePool<Format.Output>(first: FrameNumber(16), end: FrameNumber(512), returned: returned)
    var tables = try #require(PageTables<Encoding>(memory: memory, pool: pool, rules: rules))
    let refusal = tables.map(address, to: target, size, attributes)
    try #require(refusal == nil)
    let path = Self.entries(in: memory)
    self.memory = memory
    self.path = path
    built = path.map { memory.loadEntry(at: Output($0), Format.entrySize) ?? 0 }
    root = tables.root
    (self.address, self.rules, self.access) = (address, rules, access)
  }

  private static func entries(in memory: PhysicalMemory<Format.Output>) -> [UInt64] {
    let width = UInt64(Format.entrySize.rawValue)
    return stride(from: 0, to: memory.byteCount, by: Int(width)).filter {
      memory.loadEntry(at: Output($0), Format.entrySize) != 0
    }
  }

  /// The level of the first table.
  var top: Int { Int(Format.rootLevel(rules).rawValue) }
  /// The level of the leaf.
  var bottom: Int { top - path.count + 1 }

  func place(at level: Int) -> Output { Output(path[top - level]) }

  func entry(at level: Int) -> UInt64 { memory.loadEntry(at: place(at: level), Format.entrySize) ?? 0 }

  func set(_ entry: UInt64, at level: Int) { memory.storeEntry(entry, at: place(at: level), Format.entrySize) }

  /// Makes the path what it was when it was built, but for the changes given: a function of the entry a level.
  func reset(_ changes: [Int: (UInt64) -> UInt64] = [:]) {
    for level in bottom...top {
      let entry = built[top - level]
      set(changes[level]?(entry) ?? entry, at: level)
    }
  }

  /// Walks the ladder's address as it stands.
  func walk(_ access: GuestAccess? = nil, _ rules: Format.Rules? = nil, at address: Input? = nil) -> Outcome {
    let walker = PageWalker<Format>(memory: memory, root: root, rules: rules ?? self.rules)
    return walker.walk(address ?? self.address, access ?? self.access)
  }

  /// The same, where there must be a translation.
  func translation(
    _ access: GuestAccess? = nil, _ rules: Format.Rules? = nil, at address: Input? = nil
  ) throws -> Translation<Format.Output> {
    let outcome = walk(access, rules, at: address)
    guard case .mapped(let translation) = outcome else { throw Missing(outcome: outcome) }
    return translation
  }

  /// The bits that an access changes in the entries as they stand, from the root to the leaf.
  func marks(_ access: GuestAccess, _ rules: Format.Rules? = nil) -> [UInt64] {
    let before = (bottom...top).reversed().map { entry(at: $0) }
    _ = walk(access, rules)
    return zip(before, (bottom...top).reversed()).map { $0 ^ entry(at: $1) }
  }

  /// Flips every bit of every entry alone.
  func expectFlips(_ rules: Format.Rules? = nil, _ expected: (_ bit: Int, _ level: Int) -> Outcome) {
    for level in bottom...top {
      for bit in 0..<Int(Format.entrySize.rawValue) * 8 {
        reset([level: { $0 ^ 1 << UInt64(bit) }])
        #expect(walk(nil, rules) == expected(bit, level), "bit \(bit) at level \(level)")
      }
    }
    reset()
  }

  func fault(_ reason: PageFault.Reason, _ level: Int) -> Outcome {
    .fault(PageFault(reason, at: PageLevel(UInt64(level))))
  }

  /// What becomes of a walk when one bit of the address of the table below a level is wrong: the memory ends at 2 MiB, and
  /// holds nothing at the same index of another table.
  func lost(addressBit: Int, below level: Int) -> Outcome {
    fault(addressBit > 20 ? .tableOutsideMemory : .notPresent, level - 1)
  }

  /// There was a fault instead of a translation.
  struct Missing: Error { let outcome: Outcome }
}

/// The addresses of entries, each given by its table and its index.
func tablePath(_ entries: (table: UInt64, index: UInt64)..., width: UInt64 = 8) -> [UInt64] {
  entries.map { $0.table + $0.index * width }
}
