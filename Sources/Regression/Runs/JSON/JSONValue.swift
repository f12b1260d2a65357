/// JSON as it was read.
package enum JSONValue: Equatable {
  case null
  case flag(Bool)
  /// A number as it is written, so that integers of 64 bits stay what they are.
  case number(String)
  case text(String)
  case list([JSONValue])
  case object([String: JSONValue])

  /// What it is, for a sentence.
  package var kind: String {
    switch self {
    case .null: "null"
    case .flag: "true or false"
    case .number: "a number"
    case .text: "a text"
    case .list: "a list"
    case .object: "an object"
    }
  }
}
