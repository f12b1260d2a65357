/// What the index of a `.mmut` file says of a block: 32 bytes.
///
/// Source: docs/TRACE_FORMAT.md, "The index".
struct MMUTIndexEntry: Equatable, Sendable {
  static let byteCount = 32
  /// The most blocks that one section of the index tells of.
  static let entriesPerSection = 1 << 16

  /// Where its header begins in the file.
  var offset: UInt64
  /// How many accesses and events come before it.
  var firstIndex: UInt64
  /// What it holds.
  var counts: MMUTCounts<UInt32>

  func append(to bytes: inout [UInt8]) {
    withUnsafeBytes(of: (offset.littleEndian, firstIndex.littleEndian)) { bytes += $0 }
    withUnsafeBytes(
      of: (
        counts.loads.littleEndian, counts.stores.littleEndian, counts.fetches.littleEndian, counts.events.littleEndian
      )
    ) { bytes += $0 }
  }
}
