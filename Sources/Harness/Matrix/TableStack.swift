/// One table a level, at the frame of its level's number, and the places of an address's entries in them. No page is there.
struct TableStack {
  /// The binary logarithm of the smallest page's size, and of a table's.
  let tableShift: Int
  /// Index bits a level.
  let indexBits: Int
  /// The binary logarithm of an entry's size.
  let entryShift: Int
  /// Levels.
  let levels: Int
  /// Index bits of the root.
  let rootBits: Int

  init(tableShift: Int = 12, indexBits: Int = 9, entryShift: Int = 3, levels: Int, rootBits: Int? = nil) {
    self.tableShift = tableShift
    self.indexBits = indexBits
    self.entryShift = entryShift
    self.levels = levels
    self.rootBits = rootBits ?? indexBits
  }

  private var rootByteCount: UInt64 { max(1 << UInt64(tableShift), 1 << UInt64(rootBits + entryShift)) }

  /// The frames of 4 KiB up to the end of the root.
  var frameCount: Int { Int((root + rootByteCount) >> 12) }

  /// The root, aligned to its size.
  var root: UInt64 { ((UInt64(levels) << UInt64(tableShift)) + rootByteCount - 1) / rootByteCount * rootByteCount }

  /// The address of a level's table.
  func table(at level: Int) -> UInt64 { level == levels ? root : UInt64(level) << UInt64(tableShift) }

  /// Where the entry for an address lies at a level.
  func place(of address: UInt64, at level: Int) -> UInt64 {
    let bits = UInt64(level == levels ? rootBits : indexBits)
    let index = address >> UInt64(tableShift + indexBits * (level - 1)) & (1 << bits - 1)
    return table(at: level) + index << UInt64(entryShift)
  }

  /// A path whose entries are made one a level, from the root down.
  func path(_ address: UInt64, entry: (_ level: Int) -> UInt64) -> MatrixPath {
    let entries = (1...levels).reversed().map { MatrixEntry(place: place(of: address, at: $0), value: entry($0)) }
    return MatrixPath(address: address, entries: entries)
  }
}
