import MMUCore

/// The operating system's or hypervisor's side of paging: builds tables of a format in memory, taking frames for them.
public struct PageTables<Encoding: EntryEncoding> {
  /// The format.
  public typealias Format = Encoding.Format
  /// Where pages and tables lie.
  public typealias Output = Address<Format.Output>

  /// One address space: its root tables.
  public struct Space: Sendable {
    /// Where walks of it begin.
    public let root: Format.Root
    fileprivate let rootTables: [Output]
  }

  /// The memory that holds the tables.
  public let memory: PhysicalMemory<Format.Output>
  /// The address space that pages are mapped in.
  public var space: Space
  /// How many tables there are, the roots included.
  public private(set) var tableCount: UInt64
  private let rules: Format.Rules
  private var pool: FramePool<Format.Output>

  /// Empty tables that take their frames from a pool; `nil` when it has none for the root.
  public init?(memory: PhysicalMemory<Format.Output>, pool: FramePool<Format.Output>, rules: Format.Rules) {
    var pool = pool
    guard let space = Self.makeSpace(&pool, rules) else { return nil }
    self.memory = memory
    self.pool = pool
    self.rules = rules
    self.space = space
    tableCount = UInt64(space.rootTables.count)
  }

  /// Where walks begin.
  public var root: Format.Root { space.root }

  /// Another address space, empty, whose tables take their frames from the same pool; `nil` when it has none for the root.
  public mutating func makeSpace() -> Space? {
    guard let space = Self.makeSpace(&pool, rules) else { return nil }
    tableCount += UInt64(space.rootTables.count)
    return space
  }

  private static func makeSpace(_ pool: inout FramePool<Format.Output>, _ rules: Format.Rules) -> Space? {
    var rootTables: [Output] = []
    for _ in 0..<Encoding.rootTableCount {
      guard let table = take(Encoding.rootFrameCount(rules), from: &pool) else { return nil }
      rootTables.append(table)
    }
    return Space(root: Encoding.root(rootTables), rootTables: rootTables)
  }

  /// Maps one page, making the tables on its path that are missing.
  ///
  /// A large page takes the place of all that was mapped in it, and of the tables that mapped it: their frames go back to
  /// the pool. Whoever does so invalidates what TLBs and walk caches know of the old pages.
  ///
  /// - Parameters:
  ///   - address: any address of the page.
  ///   - target: any address of the frame that it maps to.
  ///   - attributes: of the leaf.
  public mutating func map(
    _ address: Address<Format.Input>, to target: Output, _ size: PageSize, _ attributes: PageAttributes
  ) -> PageTableRefusal? {
    var level = Format.rootLevel(rules)
    guard let leafLevel = leafLevel(of: size) else { return .unsupportedSize }
    var table = space.rootTables[Encoding.rootTable(of: address)]
    while level > leafLevel {
      let place = table.advanced(by: Format.entryOffset(of: address, at: level, rules))
      let entry = memory.loadEntry(at: place, Format.entrySize) ?? 0
      switch Format.classify(entry, at: level, rules) {
      case .table(let next): table = next
      case .leaf: return .coveredByLargerPage
      case .absent, .malformed, .beyondAddressSize:
        guard let fresh = Self.take(Encoding.tableFrameCount, from: &pool) else { return .outOfTableFrames }
        tableCount += 1
        memory.storeEntry(Encoding.table(fresh), at: place, Format.entrySize)
        table = fresh
      }
      level = level.below
    }
    let place = table.advanced(by: Format.entryOffset(of: address, at: level, rules))
    release(memory.loadEntry(at: place, Format.entrySize) ?? 0, at: level)
    let entry = Encoding.leaf(target.aligned(to: size), at: level, attributes)
    memory.storeEntry(entry, at: place, Format.entrySize)
    return nil
  }

  /// Gives back the table that an entry leads to, if it leads to one, and the tables below it, emptied.
  private mutating func release(_ entry: UInt64, at level: PageLevel) {
    guard case .table(let table) = Format.classify(entry, at: level, rules) else { return }
    let entryBytes = UInt64(Format.entrySize.rawValue)
    for offset in stride(from: 0, to: entryBytes << UInt64(Format.indexBits), by: Int(entryBytes)) {
      let place = table.advanced(by: offset)
      if level.below > .leaf { release(memory.loadEntry(at: place, Format.entrySize) ?? 0, at: level.below) }
      memory.storeEntry(0, at: place, Format.entrySize)
    }
    tableCount -= 1
    for frame in 0..<UInt64(Encoding.tableFrameCount) { _ = pool.free(table.frame.advanced(by: frame)) }
  }

  /// The level whose leaves map pages of a size.
  private func leafLevel(of size: PageSize) -> PageLevel? {
    var level = PageLevel.leaf
    while level <= Format.rootLevel(rules) {
      if Format.pageSize(at: level) == size {
        let sample = Encoding.leaf(Address(0), at: level, .userTouched)
        if case .leaf = Format.classify(sample, at: level, rules) { return level }
      }
      level = level.above
    }
    return nil
  }

  /// Frames one after the other, as fresh ones are.
  private static func take(_ count: Int, from pool: inout FramePool<Format.Output>) -> Output? {
    guard let first = pool.allocate() else { return nil }
    for offset in 1..<max(count, 1) where offset < count {
      guard let next = pool.allocate(), next == first.advanced(by: UInt64(offset)) else { return nil }
    }
    return first.address
  }
}
