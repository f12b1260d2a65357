import MMUCore

/// What the lines of a text format mean; ``TextTraceParser`` finds them.
protocol TraceLines {
  /// Whether instruction fetches may be among the accesses.
  static var includesFetches: Bool { get }

  /// The most words that one line makes.
  static var mostWords: Int { get }

  /// Whether a last line without its newline is whole.
  static var lastLineMayLackNewline: Bool { get }

  /// The bytes from the start of a line that ``readUsual(_:to:count:)`` may look at.
  static var usualReach: Int { get }

  /// Reads a line of the sort that nearly all are, with its newline.
  ///
  /// - Parameters:
  ///   - line: its start, with ``usualReach`` bytes to look at.
  ///   - place: room for ``mostWords``.
  ///   - count: is raised by the words written.
  /// - Returns: its length with its newline, or `nil` if the line is not usual; then nothing has happened.
  mutating func readUsual(
    _ line: UnsafeRawPointer, to place: UnsafeMutablePointer<MemoryAccess>, count: inout Int
  ) -> Int?

  /// Reads any line, of which neither the newline nor a carriage return before it is part; empty ones are not presented.
  ///
  /// - Parameter place: room for ``mostWords``.
  /// - Returns: how many words were written.
  mutating func read(
    _ line: UnsafeRawBufferPointer, to place: UnsafeMutablePointer<MemoryAccess>
  ) throws(LineDamage) -> Int

  /// Whether a line with some beginning means nothing, however it goes on; called for those that are too long to read.
  func isComment(_ beginning: UnsafeRawBufferPointer) -> Bool

  /// Says that the text is over.
  mutating func finish() throws(LineDamage)
}

extension TraceLines {
  static var lastLineMayLackNewline: Bool { false }
  static var usualReach: Int { .max }
  mutating func readUsual(
    _ line: UnsafeRawPointer, to place: UnsafeMutablePointer<MemoryAccess>, count: inout Int
  ) -> Int? { nil }
  func isComment(_ beginning: UnsafeRawBufferPointer) -> Bool { beginning.first == UInt8(ascii: "#") }
  mutating func finish() throws(LineDamage) {}
}
