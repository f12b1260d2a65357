import MMUCore

/// Finds the records of a binary trace and numbers them.
struct RecordTraceParser<Records: TraceRecords>: TraceParser {
  static var includesFetches: Bool { Records.includesFetches }
  static var mostWords: Int { Records.mostWords }

  private let records: Records
  /// The number of the record that comes next, 1 for the first.
  private var recordNumber: UInt64 = 1

  init(_ records: Records) { self.records = records }

  mutating func parse(
    _ bytes: UnsafeRawBufferPointer, into accesses: UnsafeMutableBufferPointer<MemoryAccess>
  ) throws(TraceDamage) -> TraceProgress {
    guard let start = bytes.baseAddress, let out = accesses.baseAddress else { return TraceProgress() }
    let lastPlace = accesses.count - Self.mostWords
    let recordCount = bytes.count / Records.byteCount
    var record = 0
    var count = 0
    while record < recordCount, count <= lastPlace {
      let bytes = start + record &* Records.byteCount
      guard let words = records.read(bytes, to: out + count) else {
        throw TraceDamage(.record, recordNumber + UInt64(record), records.damage(of: bytes))
      }
      count &+= words
      record &+= 1
    }
    recordNumber += UInt64(record)
    return TraceProgress(byteCount: record * Records.byteCount, accessCount: count)
  }

  mutating func finish(
    _ rest: UnsafeRawBufferPointer, into accesses: UnsafeMutableBufferPointer<MemoryAccess>
  ) throws(TraceDamage) -> Int {
    if rest.isEmpty { return 0 }
    let missing = Records.byteCount - rest.count
    throw TraceDamage(.record, recordNumber, "the trace ends \(missing) bytes before the record's end; it is cut off")
  }
}
