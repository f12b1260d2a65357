/// Reads JSON (RFC 8259) and the numbers that Google Benchmark writes beside it: NaN and Infinity, which
/// Foundation's reader refuses. It also says where a text is damaged, and holds to a depth.
package struct JSONParser {
  /// Where and why a text is no JSON.
  package struct Failure: Error, Equatable {
    package let line: Int
    package let reason: String

    package init(line: Int, reason: String) {
      self.line = line
      self.reason = reason
    }
  }

  /// Lists in objects in lists: no result file has more, and a damaged one must not exhaust the stack.
  package static let maximumDepth = 64

  private let bytes: [UInt8]
  private var position = 0

  /// The value that all of a text is.
  package static func parse(_ bytes: [UInt8]) throws(Failure) -> JSONValue {
    var parser = JSONParser(bytes)
    parser.skipSpace()
    let value = try parser.value(depth: 0)
    parser.skipSpace()
    guard parser.position == bytes.count else { throw parser.failure("there is more after the end") }
    return value
  }

  private init(_ bytes: [UInt8]) {
    self.bytes = bytes
    // A byte order mark, which some editors leave.
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func value(depth: Int) throws(Failure) -> JSONValue {
    guard depth <= Self.maximumDepth else { throw failure("it is nested more than \(Self.maximumDepth) deep") }
    guard let next else { throw ending }
    switch next {
    case UInt8(ascii: "{"): return try object(depth)
    case UInt8(ascii: "["): return try list(depth)
    case UInt8(ascii: "\""): return .text(try text())
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
    default: return try word()
    }
  }

  private mutating func object(_ depth: Int) throws(Failure) -> JSONValue {
    var members: [String: JSONValue] = [:]
    position += 1
    skipSpace()
    if take("}") { return .object(members) }
    repeat {
      skipSpace()
      guard next == UInt8(ascii: "\"") else { throw unexpected("a key in quotes") }
      let key = try text()
      skipSpace()
      guard take(":") else { throw unexpected("':'") }
      skipSpace()
      let value = try value(depth: depth + 1)
      guard members.updateValue(value, forKey: key) == nil else { throw failure("the key '\(key)' is there twice") }
      skipSpace()
    } while take(",")
    guard take("}") else { throw unexpected("',' or '}'") }
    return .object(members)
  }

  private mutating func list(_ depth: Int) throws(Failure) -> JSONValue {
    var elements: [JSONValue] = []
    position += 1
    skipSpace()
    if take("]") { return .list(elements) }
    repeat {
      skipSpace()
      elements.append(try value(depth: depth + 1))
      skipSpace()
    } while take(",")
    guard take("]") else { throw unexpected("',' or ']'") }
    return .list(elements)
  }

  private mutating func word() throws(Failure) -> JSONValue {
    let start = position
    while let next, Self.isLetter(next) { position += 1 }
    let word = String(decoding: bytes[start..<position], as: UTF8.self)
    switch word {
    case "null": return .null
    case "true": return .flag(true)
    case "false": return .flag(false)
    case "NaN", "nan", "Infinity", "inf": return .number(word)
    default:
      position = start
      throw unexpected("a value")
    }
  }

  private mutating func number() throws(Failure) -> String {
    let start = position
    _ = take("-")
    if let next, Self.isLetter(next) {
      guard case .number(let word) = try word() else { throw unexpected("a digit") }
      return "-" + word
    }
    if !take("0") { try digits() }
    if take(".") { try digits() }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      try digits()
    }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func digits() throws(Failure) {
    let start = position
    while let next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(next) { position += 1 }
    guard position > start else { throw unexpected("a digit") }
  }

  private mutating func skipSpace() {
    while let next, next == 0x20 || (0x09...0x0A).contains(next) || next == 0x0D { position += 1 }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) }
}

extension JSONParser {
  private mutating func text() throws(Failure) -> String {
    var content: [UInt8] = []
    position += 1
    while let next, next != UInt8(ascii: "\"") {
      guard next >= 0x20 else { throw failure("a text is not closed in its line") }
      position += 1
      if next == UInt8(ascii: "\\") {
        content.append(contentsOf: try escaped())
      } else {
        content.append(next)
      }
    }
    guard take("\"") else { throw ending }
    guard let text = String(validating: content, as: UTF8.self) else { throw failure("a text is not UTF-8") }
    return text
  }

  private mutating func escaped() throws(Failure) -> [UInt8] {
    guard let letter = next else { throw ending }
    position += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [letter]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "u"): return Array(String(try escapedScalar()).utf8)
    default: throw failure("a backslash stands before \(Self.named(letter)), which needs none")
    }
  }

  private mutating func escapedScalar() throws(Failure) -> Character {
    let first = try codeUnit()
    if let scalar = Unicode.Scalar(first) { return Character(scalar) }
    guard UTF16.isLeadSurrogate(first), take("\\"), take("u") else { throw loneSurrogate }
    let second = try codeUnit()
    guard UTF16.isTrailSurrogate(second) else { throw loneSurrogate }
    let code = 0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00)
    return Unicode.Scalar(code).map(Character.init) ?? "\u{FFFD}"
  }

  private mutating func codeUnit() throws(Failure) -> UInt16 {
    guard position + 4 <= bytes.count else { throw ending }
    let digits = bytes[position..<position + 4]
    guard digits.allSatisfy({ Self.isLetter($0) || (0x30...0x39).contains($0) }),
      let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw failure("'\\u' needs four hexadecimal digits") }
    position += 4
    return unit
  }
}

extension JSONParser {
  private func failure(_ reason: String) -> Failure {
    let before = bytes[..<min(position, bytes.count)]
    return Failure(line: 1 + before.count { $0 == 0x0A }, reason: reason)
  }

  private func unexpected(_ wanted: String) -> Failure {
    guard let next else { return ending }
    return failure("there is \(Self.named(next)) where \(wanted) should be")
  }

  private var ending: Failure { failure("it ends in the middle; it was cut off") }

  private var loneSurrogate: Failure { failure("half of a surrogate pair stands alone") }

  private static func named(_ byte: UInt8) -> String {
    (0x21...0x7E).contains(byte) ? "'\(Character(Unicode.Scalar(byte)))'" : "the byte \(byte)"
  }
}
