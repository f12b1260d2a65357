import MMUCore

/// Turns the bytes of a trace into accesses, a chunk at a time. It keeps no bytes: the caller presents what was not consumed
/// again, with more behind it.
protocol TraceParser {
  /// Whether instruction fetches may be among the accesses.
  static var includesFetches: Bool { get }

  /// The most words that one line or record makes.
  static var mostWords: Int { get }

  /// Reads whole lines or records until the bytes end, or the room for ``mostWords``. It never returns without progress
  /// while there is room and a whole line or record, nor when it is presented with ``ParsedTraceSource/bufferSize`` bytes.
  mutating func parse(
    _ bytes: UnsafeRawBufferPointer, into accesses: UnsafeMutableBufferPointer<MemoryAccess>
  ) throws(TraceDamage) -> TraceProgress

  /// Says that the trace is over.
  ///
  /// - Parameters:
  ///   - rest: what the last ``parse(_:into:)`` did not consume.
  ///   - accesses: room for ``mostWords``.
  /// - Returns: how many words the rest makes.
  mutating func finish(
    _ rest: UnsafeRawBufferPointer, into accesses: UnsafeMutableBufferPointer<MemoryAccess>
  ) throws(TraceDamage) -> Int
}
