/// A key of a JSON object that is only known when it is written.
package struct ExportKey: CodingKey, ExpressibleByStringLiteral {
  package let stringValue: String
  package let intValue: Int? = nil

  package init(_ text: String) { stringValue = text }
  package init(stringLiteral text: String) { stringValue = text }
  package init?(stringValue text: String) { stringValue = text }
  package init?(intValue: Int) { nil }
}
