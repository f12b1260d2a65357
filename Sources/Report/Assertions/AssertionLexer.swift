/// Cuts an assertion into words.
struct AssertionLexer {
  let text: [Character]
  private var position = 0

  init(_ text: [Character]) { self.text = text }

  /// Every word, and the end.
  mutating func tokens() throws(AssertionError) -> [AssertionToken] {
    var tokens: [AssertionToken] = []
    while true {
      while position < text.count, text[position].isWhitespace { position += 1 }
      guard position < text.count else { break }
      tokens.append(try next())
    }
    tokens.append(AssertionToken(kind: .end, range: position..<position))
    return tokens
  }

  private mutating func next() throws(AssertionError) -> AssertionToken {
    let start = position
    let character = text[position]
    if Self.isDigit(character) || character == "." { return try number() }
    if Self.isNameStart(character) {
      while position < text.count,
        Self.isNameStart(text[position]) || Self.isDigit(text[position]) || text[position] == "."
      {
        position += 1
      }
      return AssertionToken(kind: .name(String(text[start..<position])), range: start..<position)
    }
    for sign in Self.signs where text[position...].starts(with: sign) {
      position += sign.count
      return AssertionToken(kind: .sign(Self.canonical[sign] ?? sign), range: start..<position)
    }
    throw AssertionError("'\(AssertionError("", [character], at: 0).text)' means nothing here", text, at: start)
  }

  /// Digits with a point and an exponent, and then `%`, or K, M, G or T for powers of 1000.
  private mutating func number() throws(AssertionError) -> AssertionToken {
    let start = position
    func isExponentSign(_ index: Int) -> Bool {
      (text[index] == "+" || text[index] == "-") && index > start && (text[index - 1] == "e" || text[index - 1] == "E")
    }
    while position < text.count,
      Self.isDigit(text[position]) || text[position] == "." || text[position] == "e"
        || text[position] == "E" || isExponentSign(position)
    {
      position += 1
    }
    let digits = String(text[start..<position])
    guard let value = Double(digits), value.isFinite else {
      throw AssertionError("'\(digits.prefix(40))' is no number", text, at: start)
    }
    let factor = position < text.count ? Self.units[text[position]] : nil
    if factor != nil { position += 1 }
    if position < text.count, Self.isNameStart(text[position]) || Self.isDigit(text[position]) {
      throw AssertionError("a number's unit is %, K, M, G or T", text, at: position)
    }
    return AssertionToken(kind: .number(value * (factor ?? 1)), range: start..<position)
  }

  private static let units: [Character: Double] = [
    "%": 0.01, "k": 1e3, "K": 1e3, "m": 1e6, "M": 1e6, "g": 1e9, "G": 1e9, "t": 1e12, "T": 1e12,
  ]
  /// Longer signs before those that they begin with.
  private static let signs = [
    "&&", "||", "<=", ">=", "==", "!=", "≤", "≥", "≠", "<", ">", "=", "!", "+", "-", "*", "/", "(", ")",
  ]
  private static let canonical = ["=": "==", "≤": "<=", "≥": ">=", "≠": "!="]

  private static func isDigit(_ character: Character) -> Bool { ("0"..."9").contains(character) && character.isASCII }
  private static func isNameStart(_ character: Character) -> Bool {
    character.isASCII && (character.isLetter || character == "_")
  }
}
