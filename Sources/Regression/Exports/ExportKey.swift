/// A key of a JSON object that is only known when it is written.
struct ExportKey: CodingKey, ExpressibleByStringLiteral {
  let stringValue: String
  let intValue: Int? = nil

  init(_ text: String) { stringValue = text }
  init(stringLiteral text: String) { stringValue = text }
  init?(stringValue text: String) { stringValue = text }
  init?(intValue: Int) { nil }
}
