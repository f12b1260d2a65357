/// The beginning of a line, for a message.
enum TraceExcerpt {
  private static let limit = 60

  /// At most sixty characters, with what cannot be printed escaped.
  static func text(_ line: UnsafeRawBufferPointer) -> String {
    let text = line.prefix(limit).map(escaped).joined()
    return line.count > limit ? text + "…" : text
  }

  private static func escaped(_ byte: UInt8) -> String {
    if (0x20..<0x7F).contains(byte) { return String(UnicodeScalar(byte)) }
    return "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }
}
