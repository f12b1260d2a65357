import MMUCore

/// Reads the text that Valgrind's lackey writes with `--trace-mem=yes`, a chunk at a time.
///
/// ```text
/// I  0401ab70,3      a fetch: address, bytes          ==4039== Exit code: 0      Valgrind's own words: skipped
///  L 1fff000668,8    a load
///  S 1fff000668,8    a store
///  M 1fff000668,8    a modify: a load, then a store
/// ```
///
/// The parser keeps no text: the caller presents what was not consumed again, with more behind it.
///
/// Source: Valgrind 3.19, lackey/lk_main.c, functions `trace_instr`, `trace_load`, `trace_store`, `trace_modify`.
public struct LackeyParser: TraceParser {
  static var includesFetches: Bool { true }
  static var mostWords: Int { LackeyLines.mostWords }

  /// The most bytes that one access may touch.
  public static var maximumSize: UInt64 { AccessSize.maximum }

  /// The number of the line that comes next, 1 for the first.
  public var lineNumber: UInt64 { text.lineNumber }

  /// The signal that Valgrind says ended the program, if it said so.
  public var terminatingSignal: Int32? { text.lines.terminatingSignal }

  private var text: TextTraceParser<LackeyLines>

  /// A parser at the start of a text.
  ///
  /// - Parameter addressBits: how many bits of an address are used; the others must repeat the highest of them.
  public init(addressBits: UInt8 = 57) { text = TextTraceParser(LackeyLines(addressBits: addressBits)) }

  /// Reads whole lines until the text or the room for accesses (fewer than two places) ends.
  public mutating func parse(
    _ text: UnsafeRawBufferPointer, into accesses: UnsafeMutableBufferPointer<MemoryAccess>
  ) throws(TraceDamage) -> TraceProgress {
    try self.text.parse(text, into: accesses)
  }

  /// Says that the text is over, after the last ``parse(_:into:)``.
  ///
  /// - Parameter rest: what that call did not consume: empty, unless the text is cut off.
  public mutating func finish(_ rest: UnsafeRawBufferPointer) throws(TraceDamage) {
    _ = try text.finish(rest, into: UnsafeMutableBufferPointer(start: nil, count: 0))
  }

  mutating func finish(
    _ rest: UnsafeRawBufferPointer, into accesses: UnsafeMutableBufferPointer<MemoryAccess>
  ) throws(TraceDamage) -> Int {
    try text.finish(rest, into: accesses)
  }
}
