/// Named values in lines of text, `name=value`: the content of a `.mmut` file's header and notes.
///
/// In a value, `\n` stands for a line's end and `\\` for a backslash.
struct MMUTFields: Equatable, Sendable {
  private var lines: [(name: String, value: String)] = []

  init() {}

  mutating func add(_ name: String, _ value: String) { lines.append((name, value)) }

  /// The first value of a name.
  subscript(name: String) -> String? { lines.first { $0.name == name }?.value }

  /// All values of a name, in order.
  func all(_ name: String) -> [String] { lines.filter { $0.name == name }.map(\.value) }

  static func == (left: MMUTFields, right: MMUTFields) -> Bool { left.text == right.text }

  /// The lines.
  var text: String {
    lines.map { "\($0.name)=\(Self.escaped($0.value))\n" }.joined()
  }

  /// The text of some bytes; fails where they are not UTF-8.
  static func text(_ bytes: UnsafeRawBufferPointer) throws(MMUTFault) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else { throw MMUTFault("its text is not UTF-8") }
    return text
  }

  /// Reads lines; fails on one without a name.
  init(_ text: String) throws(MMUTFault) {
    for line in Self.lines(text) {
      let parts = Self.split(line, at: "=", atMost: 2)
      guard parts.count == 2, !parts[0].isEmpty else { throw MMUTFault("a line of it has no name") }
      add(String(parts[0]), Self.unescaped(parts[1]))
    }
  }

  /// A value as it stands in a line.
  static func escaped(_ value: String) -> String {
    let (backslash, newline) = (UInt8(ascii: "\\"), UInt8(ascii: "\n"))
    guard value.utf8.contains(where: { $0 == backslash || $0 == newline }) else { return value }
    let bytes = value.utf8.flatMap { byte in
      byte == backslash ? [backslash, backslash] : byte == newline ? [backslash, UInt8(ascii: "n")] : [byte]
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The value that stands in a line.
  static func unescaped(_ text: Substring) -> String {
    let backslash = UInt8(ascii: "\\")
    guard text.utf8.contains(backslash) else { return String(text) }
    var bytes: [UInt8] = []
    var isEscaped = false
    for byte in text.utf8 {
      if !isEscaped && byte == backslash {
        isEscaped = true
        continue
      }
      bytes.append(isEscaped && byte == UInt8(ascii: "n") ? UInt8(ascii: "\n") : byte)
      isEscaped = false
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The parts of a text between single bytes. Characters would not do: a line's end and what follows it may be one.
  static func split(_ text: Substring, at byte: Unicode.Scalar, atMost count: Int = .max) -> [Substring] {
    text.utf8.split(separator: UInt8(ascii: byte), maxSplits: count - 1, omittingEmptySubsequences: false)
      .map { Substring($0) }
  }

  /// The lines of a text; every line ends.
  static func lines(_ text: String) -> [Substring] {
    let lines = split(Substring(text), at: "\n")
    return lines.last?.isEmpty == true ? lines.dropLast() : lines
  }
}
