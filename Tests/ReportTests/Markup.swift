import Foundation
import FoundationXML

/// What a test sees of a piece of XML.
final class Markup: NSObject, XMLParserDelegate {
  /// Whether it is well-formed.
  private(set) var isWellFormed = false
  /// The elements in order: name and attributes.
  private(set) var elements: [(name: String, attributes: [String: String])] = []
  /// The text between tags, element by element.
  private(set) var texts: [String] = []

  init(_ text: String) {
    super.init()
    let parser = XMLParser(data: Data(text.utf8))
    parser.delegate = self
    isWellFormed = parser.parse()
  }

  /// How many elements have a class.
  func count(ofClass name: String) -> Int {
    elements.count { ($0.attributes["class"] ?? "").split(separator: " ").contains(Substring(name)) }
  }

  /// The attribute of the first element with a class.
  func attribute(_ name: String, ofClass className: String) -> String? {
    elements.first { ($0.attributes["class"] ?? "").split(separator: " ").contains(Substring(className)) }?
      .attributes[name]
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    elements.append((name, attributes))
    texts.append("")
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) {
    if !texts.isEmpty { texts[texts.count - 1] += string }
  }
}
