/// The storage of agile paging, which the caller hands in.
public struct AgileStorage {
  /// One for each of the guest's frames that may hold tables, from 0 on.
  let frames: UnsafeMutableBufferPointer<AgileFrame>
  /// One for each shadow table.
  let tables: UnsafeMutableBufferPointer<AgileTable>
  /// The machine's frame of the first shadow table; those of the others follow.
  let firstTable: HFN
  /// The roots whose loads do not exit.
  let rootCache: LRUCache

  private let returned: UnsafeMutableBufferPointer<HFN>

  /// Storage of these parts, all of which stay where they are as long as the machine is used.
  ///
  /// - Parameters:
  ///   - frames: any content.
  ///   - tables: at least 8; any content.
  ///   - returned: as many as there are tables.
  ///   - rootCacheCapacity: how many roots hardware keeps; 0 for no such help.
  ///   - rootCache: as many words as ``rootCacheWordCount(capacity:)`` says.
  public init(
    frames: UnsafeMutableBufferPointer<AgileFrame>, tables: UnsafeMutableBufferPointer<AgileTable>, firstTable: HFN,
    returned: UnsafeMutableBufferPointer<HFN>, rootCacheCapacity: Int = 0, rootCache: UnsafeMutableBufferPointer<UInt64>
  ) {
    precondition(tables.count >= 8 && returned.count >= tables.count, "storage too small")
    frames.initialize(repeating: AgileFrame())
    tables.initialize(repeating: AgileTable())
    self.frames = frames
    self.tables = tables
    self.firstTable = firstTable
    self.returned = returned
    self.rootCache = LRUCache(capacity: rootCacheCapacity, words: rootCache)
  }

  /// How many words a cache of roots needs.
  public static func rootCacheWordCount(capacity: Int) -> Int { LRUCache.wordCount(capacity: capacity) }

  /// All tables' frames, free.
  func makePool() -> FramePool<HostPhysical> {
    FramePool(first: firstTable, end: firstTable.advanced(by: UInt64(tables.count)), returned: returned)
  }

  /// The number of the table at an address of the machine's.
  @inline(__always)
  func index(of table: HPA) -> Int { Int(truncatingIfNeeded: table.frame.rawValue &- firstTable.rawValue) }

  /// Where a table lies on the machine.
  @inline(__always)
  func address(of index: Int) -> HPA { firstTable.advanced(by: UInt64(index)).address }
}
