import Foundation

/// Values as JSON that a person can read and a diff can compare: indented, keys in order, a newline at the end.
public enum JSONText {
  /// The text of a value.
  public static func encode(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
  }
}
