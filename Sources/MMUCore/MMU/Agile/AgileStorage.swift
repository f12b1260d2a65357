/// The storage of agile paging, which the caller hands in.
public struct AgileStorage {
  /// One for each of the guest's frames that may hold tables, from 0 on.
  let frames: UnsafeMutableBufferPointer<AgileFrame>
  /// One for each shadow table.
  let tables: UnsafeMutableBufferPointer<AgileTable>
  /// The roots whose loads do not exit.
  let rootCache: LRUCache
  /// The machine's frame of the first shadow table; those of the others follow.
  private let firstTable: HFN
  /// The binary logarithm of the bytes of a shadow table.
  private let tableShift: UInt64

  /// Storage of these parts, all of which stay where they are as long as the machine is used.
  ///
  /// - Parameters:
  ///   - frames: any content.
  ///   - tables: at least 8; any content.
  ///   - indexBits: how many bits of an address choose an entry of a guest's table.
  ///   - rootCacheCapacity: how many roots hardware keeps; 0 for no such help.
  ///   - rootCache: as many words as ``rootCacheWordCount(capacity:)`` says.
  public init(
    frames: UnsafeMutableBufferPointer<AgileFrame>, tables: UnsafeMutableBufferPointer<AgileTable>, firstTable: HFN,
    indexBits: UInt8, rootCacheCapacity: Int = 0, rootCache: UnsafeMutableBufferPointer<UInt64>
  ) {
    precondition(tables.count >= 8, "storage too small")
    frames.initialize(repeating: AgileFrame())
    tables.initialize(repeating: AgileTable())
    self.frames = frames
    self.tables = tables
    self.firstTable = firstTable
    tableShift = UInt64(indexBits) &+ 3
    self.rootCache = LRUCache(capacity: rootCacheCapacity, words: rootCache)
  }

  /// How many words a cache of roots needs.
  public static func rootCacheWordCount(capacity: Int) -> Int { LRUCache.wordCount(capacity: capacity) }

  /// How many frames of the machine's a shadow table takes: entries have eight bytes.
  public static func framesPerTable(indexBits: UInt8) -> UInt64 { 1 &<< (UInt64(indexBits) &+ 3 &- 12) }

  /// The number of the table at, or around, an address of the machine's.
  @inline(__always)
  func index(of place: HPA) -> Int {
    Int(truncatingIfNeeded: (place.rawValue &- firstTable.address.rawValue) &>> tableShift)
  }

  /// Where a table lies on the machine.
  @inline(__always)
  func address(of index: Int) -> HPA { firstTable.address.advanced(by: UInt64(index) &<< tableShift) }

  /// The distance of a place from the start of its table.
  @inline(__always)
  func offset(of place: HPA) -> UInt64 {
    (place.rawValue &- firstTable.address.rawValue) & ((1 &<< tableShift) &- 1)
  }
}
