import Testing

import Report

@Suite struct HTMLPageTests {
  private let nasty =
    "a<script>alert('x')</script>&amp;\"\n\u{1B}[31m\u{0}" + String(decoding: [0xFF, 0xC3], as: UTF8.self)

  private func page(_ text: String) -> HTMLPage {
    var page = HTMLPage(text, subtitle: [text], footer: text)
    for title in [text, "Second", "Third"] {
      var section = HTMLSection(title)
      section.addParagraph(text)
      section.addList([text, text])
      var table = Table([.init(text, isNumeric: false), .init(text)])
      table.append([text, "1 234 567"])
      section.addTable(table, caption: text)
      section.addFigure(BarPlot(text, description: text, parts: [text], bars: [.init(text, [1])]).svg(), caption: text)
      page.append(section)
    }
    return page
  }

  @Test func everyTextIsEscaped() {
    let html = page(nasty).rendered()
    let markup = Markup(html)
    #expect(markup.isWellFormed)
    #expect(markup.elements.allSatisfy { $0.name != "script" })
    #expect(!html.contains("\u{1B}") && !html.contains("\u{0}"))
    #expect(markup.texts.contains { $0.hasPrefix("a<script>") })
  }

  /// Nothing that a browser would fetch: no scripts, no links but to anchors, no style sheets' addresses.
  @Test func refersToNothingOutside() {
    let html = page("plain").rendered()
    for word in ["http:", "https:", "//", "url(", "@import", "src=", "<link", "<script", "<iframe", "<img"] {
      #expect(!html.contains(word), "\(word)")
    }
    let markup = Markup(html)
    let links = markup.elements.compactMap { $0.attributes["href"] }
    #expect(links == ["#s1", "#s2", "#s3"])
    #expect(markup.elements.compactMap { $0.attributes["id"] } == ["s1", "s2", "s3"])
    #expect(html.contains("default-src 'none'"))
  }

  @Test func numbersKeepTogetherOnTheRight() {
    let html = page("plain").rendered()
    #expect(html.contains("<td class=\"n\">1\u{202F}234\u{202F}567</td>"))
  }

  @Test func longTablesAreCutAndCounted() {
    var table = Table([.init("n")])
    for row in 0..<5000 { table.append(["\(row)"]) }
    var section = HTMLSection("long")
    section.addTable(table)
    let markup = Markup(section.rendered(id: "s"))
    #expect(markup.elements.count { $0.name == "tr" } == HTMLSection.rowLimit + 1)
    #expect(section.rendered(id: "s").contains("<p>… and 4 800 more rows.</p>"))
  }

  @Test func emptySectionsAreLeftOutAndFewNeedNoContents() {
    var page = HTMLPage("p")
    page.append(HTMLSection("empty"))
    #expect(!page.rendered().contains("empty"))
    #expect(!page.rendered().contains("<nav"))
  }

  @Test func theSameInputGivesTheSameBytes() {
    #expect(page(nasty).rendered() == page(nasty).rendered())
  }

  @Test func sectionsHavePicturesAndPartsOfTheirOwn() {
    var part = HTMLSection("<part>")
    part.addParagraph("text")
    var section = HTMLSection("whole")
    section.addPictures([])
    section.addSubsection(HTMLSection("empty"))
    #expect(section.isEmpty && section.byteCount == 0)
    section.addPictures([("<svg/>", "<one>"), ("<svg/>", "two")])
    section.addSubsection(part)
    let html = section.rendered(id: "s")
    #expect(html.contains("<figure><svg/><figcaption>&lt;one&gt;</figcaption></figure>"))
    #expect(html.contains("<h3>&lt;part&gt;</h3>\n<p>text</p>"))
    #expect(Markup(html).isWellFormed && section.byteCount > 100)
  }

  @Test func pathsBreakAfterSlashes() {
    var table = Table([.init("path", isNumeric: false)])
    table.append(["walk/x86-long4/hot/4k"])
    table.append(["a/b"])
    var section = HTMLSection("paths")
    section.addTable(table)
    let html = section.rendered(id: "s")
    #expect(html.contains("<td class=\"w\">walk/<wbr/>x86-long4/<wbr/>hot/<wbr/>4k</td>"))
    #expect(html.contains("<td>a/b</td>"))
  }
}
