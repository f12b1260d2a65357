/// The fields of one line of comma-separated values (RFC 4180), without their quotes and the blanks around them. A field
/// with a newline in it is no address, and none is read.
struct CSVFields {
  private var rest: UnsafeRawBufferPointer?

  init(_ line: UnsafeRawBufferPointer) { rest = line }

  /// The next field, or `nil` at the end. Doubled quotes stay doubled.
  mutating func next() throws(LineDamage) -> UnsafeRawBufferPointer? {
    guard let text = rest.map(Self.withoutBlanks) else { return nil }
    if text.first == UInt8(ascii: "\"") { return try quoted(text) }
    let comma = text.position(of: UInt8(ascii: ","))
    rest = comma.map { UnsafeRawBufferPointer(rebasing: text[($0 + 1)...]) }
    return Self.withoutBlanks(UnsafeRawBufferPointer(rebasing: text[..<(comma ?? text.count)]))
  }

  private mutating func quoted(_ text: UnsafeRawBufferPointer) throws(LineDamage) -> UnsafeRawBufferPointer {
    let quote = UInt8(ascii: "\"")
    var end = 1
    while end < text.count, text[end] != quote || (end + 1 < text.count && text[end + 1] == quote) {
      end += text[end] == quote ? 2 : 1
    }
    guard end < text.count else { throw LineDamage("a quote is not closed within the line") }
    let behind = Self.withoutBlanks(UnsafeRawBufferPointer(rebasing: text[(end + 1)...]))
    guard behind.isEmpty || behind[0] == UInt8(ascii: ",") else { throw LineDamage("text follows a quote") }
    rest = behind.isEmpty ? nil : UnsafeRawBufferPointer(rebasing: behind[1...])
    return UnsafeRawBufferPointer(rebasing: text[1..<end])
  }

  private static func withoutBlanks(_ text: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    var start = 0
    var end = text.count
    while start < end, isBlank(text[start]) { start += 1 }
    while end > start, isBlank(text[end - 1]) { end -= 1 }
    return UnsafeRawBufferPointer(rebasing: text[start..<end])
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
}
