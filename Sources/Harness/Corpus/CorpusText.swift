import Foundation
import MMUCore

/// A case of an oracle as plain text: a heading that says whose, remarks, named values, and the words of its memory.
///
/// ```text
/// mmubench kvm case 1
/// # what each answered
/// format x86-long4
/// gva 0x7f0000001008
/// word 0x1000 0x7
/// ```
struct CorpusText {
  var heading: String
  var fields: [(name: String, value: String)]
  var words: [CorpusWord]

  init(heading: String, fields: [(name: String, value: String)], words: [CorpusWord]) {
    self.heading = heading
    self.fields = fields
    self.words = words
  }

  /// Reads a file of an oracle.
  init(_ text: String, heading: String) throws(CorpusFailure) {
    let lines = text.split(separator: "\n").map(String.init)
    guard lines.first == heading else { throw CorpusFailure(line: 1, expected: heading) }
    self.init(heading: heading, fields: [], words: [])
    for (number, line) in lines.enumerated().dropFirst() where !line.hasPrefix("#") {
      let parts = line.split(separator: " ").map(String.init)
      if parts.count == 3, parts[0] == "word", let address = Self.number(parts[1]), let value = Self.number(parts[2]) {
        words.append(CorpusWord(address: GPA(address), value: value))
      } else if parts.count == 2 {
        fields.append((parts[0], parts[1]))
      } else {
        throw CorpusFailure(line: number + 1, expected: "a name and a value")
      }
    }
  }

  /// The file's text.
  ///
  /// - Parameter remarks: lines that are kept as comments.
  func text(remarks: [String]) -> String {
    let lines =
      [heading] + remarks.map { "# " + $0 } + fields.map { "\($0.name) \($0.value)" }
      + words.map { "word \($0.address.hexadecimal) 0x\(String($0.value, radix: 16))" }
    return lines.joined(separator: "\n") + "\n"
  }

  // MARK: Values

  /// A value as it stands.
  func text(_ name: String) throws(CorpusFailure) -> String {
    guard let field = fields.first(where: { $0.name == name }) else { throw missing(name) }
    return field.value
  }

  /// A number, decimal or with 0x before it.
  func value(_ name: String, below limit: UInt64 = .max) throws(CorpusFailure) -> UInt64 {
    guard let number = Self.number(try text(name)), number < limit else { throw missing("a number for \(name)") }
    return number
  }

  /// 0 or 1.
  func flag(_ name: String) throws(CorpusFailure) -> Bool { try value(name, below: 2) == 1 }

  /// The failure of a file that lacks something sensible.
  func missing(_ expected: String) -> CorpusFailure {
    CorpusFailure(line: nil, expected: expected)
  }

  private static func number(_ text: String) -> UInt64? {
    text.hasPrefix("0x") ? UInt64(text.dropFirst(2), radix: 16) : UInt64(text)
  }

  /// Writes a file of its own name into a folder, which is made if need be.
  ///
  /// - Returns: its path.
  static func write(_ text: String, into folder: String, name: String) throws -> String {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let path = folder + "/" + name
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }
}
