/// The bounds that every `.mmut` file keeps, so that a reader knows how much memory it needs before it reads.
///
/// Source: docs/TRACE_FORMAT.md, "Limits".
public enum MMUTLimits {
  /// The version of the format that is written and read.
  public static let version: UInt16 = 1
  /// The most accesses and events in a block.
  public static let wordsPerBlock = 1 << 18
  /// The most slots of all templates of a block together.
  public static let slotsPerBlock = 1 << 16
  /// The most slots of one template.
  public static let slotsPerTemplate = 64
  /// The most bytes of a section's content, decompressed.
  public static let contentBytes = 1 << 22
  /// The most bytes of a section's payload as it is stored.
  public static let storedBytes = contentBytes + (1 << 16)

  /// Bytes that a decoder may read past the end of a content before it notices: a template's worth of numbers.
  static let contentPadding = 1024
  /// Words that a decoder may write past the end of a block: one vector's.
  static let wordPadding = 8
}
