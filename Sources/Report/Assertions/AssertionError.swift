/// Why a text is no assertion, and where.
public struct AssertionError: Error, Equatable, Sendable {
  /// What is wrong, in one sentence.
  public let reason: String
  /// The text, as a line that can be printed.
  public let text: String
  /// Where it is wrong: how many characters precede.
  public let position: Int

  init(_ reason: String, _ text: [Character], at position: Int) {
    self.reason = reason
    // Only what can stand in a line takes one column of it.
    self.text = String(text.map { Self.isPlain($0) ? $0 : "?" })
    self.position = min(position, text.count)
  }

  private static func isPlain(_ character: Character) -> Bool {
    guard let scalar = character.unicodeScalars.first, character.unicodeScalars.count == 1 else { return false }
    return scalar.properties.isWhitespace
      ? character == " " : scalar.value >= 0x20 && scalar.value < 0x2000 && scalar.value & ~0x1F != 0x80
  }
}

extension AssertionError: CustomStringConvertible {
  /// Three lines: what is wrong, the text, and a caret under the place.
  public var description: String {
    // Of a long text, what stands around the place.
    let start = max(0, position - 60)
    let excerpt = text.dropFirst(start).prefix(100)
    return "\(reason)\n  \(excerpt)\n  \(String(repeating: " ", count: position - start))^"
  }
}
