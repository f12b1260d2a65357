/// A page that is one file: no scripts, and nothing that is fetched, so that it reads the same in ten years.
///
/// The page is well-formed XML too. Its content security policy forbids what it does not need.
public struct HTMLPage: Sendable {
  /// The page's title.
  public var title: String
  /// Lines under the title.
  public var subtitle: [String]
  /// The sections, in order.
  public private(set) var sections: [HTMLSection] = []
  /// The last line: what made the page.
  public var footer: String

  /// A page without sections.
  public init(_ title: String, subtitle: [String] = [], footer: String = "") {
    self.title = title
    self.subtitle = subtitle
    self.footer = footer
  }

  /// Adds a section, unless there is nothing in it.
  public mutating func append(_ section: HTMLSection) {
    if !section.isEmpty { sections.append(section) }
  }

  /// The whole file.
  public func rendered() -> String {
    let title = MarkupText.escaped(MarkupText.shortened(title))
    let lines = subtitle.map { "<p class=\"sub\">\(MarkupText.escaped(MarkupText.shortened($0, to: 600)))</p>\n" }
    return """
      <!DOCTYPE html>
      <html lang="en"><head><meta charset="utf-8"/>
      <meta name="viewport" content="width=device-width,initial-scale=1"/>
      <meta name="color-scheme" content="light dark"/>
      <meta http-equiv="Content-Security-Policy" content="default-src 'none';style-src 'unsafe-inline'"/>
      <title>\(title)</title>
      <style>\(HTMLStyle.css)
      \(PlotStyle.css)</style></head>
      <body><header><h1>\(title)</h1>
      \(lines.joined())</header>
      \(contents)<main>
      \(sections.enumerated().map { $1.rendered(id: "s\($0 + 1)") }.joined())</main>
      <footer>\(MarkupText.escaped(MarkupText.shortened(footer, to: 600)))</footer></body></html>

      """
  }

  private var contents: String {
    guard sections.count > 2 else { return "" }
    let links = sections.enumerated().map {
      "<li><a href=\"#s\($0 + 1)\">\(MarkupText.escaped(MarkupText.shortened($1.title)))</a></li>"
    }
    return "<nav aria-label=\"Contents\"><ul>\(links.joined())</ul></nav>\n"
  }
}
