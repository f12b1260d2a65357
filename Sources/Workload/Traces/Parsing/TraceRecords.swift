import MMUCore

/// What the records of a binary format mean; ``RecordTraceParser`` finds them.
protocol TraceRecords {
  /// Whether instruction fetches may be among the accesses.
  static var includesFetches: Bool { get }

  /// The most words that one record makes.
  static var mostWords: Int { get }

  /// The size of a record, in bytes.
  static var byteCount: Int { get }

  /// Reads a record, wherever it lies.
  ///
  /// - Parameter place: room for ``mostWords``; what lies behind the words written may change too.
  /// - Returns: how many words the record makes, or `nil` if no such record is written.
  func read(_ record: UnsafeRawPointer, to place: UnsafeMutablePointer<MemoryAccess>) -> Int?

  /// Why ``read(_:to:)`` refused a record, as the end of a sentence.
  func damage(of record: UnsafeRawPointer) -> String
}
