import Testing

import Report

@Suite struct MarkupTextTests {
  @Test func escapesWhatMarkupUses() {
    #expect(MarkupText.escaped("a<b>&\"c'") == "a&lt;b&gt;&amp;&quot;c&#39;")
  }

  @Test func showsControlCharactersAndDisarmsDirections() {
    #expect(MarkupText.escaped("a\nb\u{0}\u{1B}\u{7F}") == "a␊b␀␛␡")
    #expect(MarkupText.escaped("a\u{202E}b\u{85}\u{FFFE}") == "a\u{FFFD}b\u{FFFD}\u{FFFD}")
    // A carriage return and a line feed are one character of Swift's, and two to escape.
    #expect(MarkupText.escaped("\r\n") == "␍␊")
  }

  /// Every byte there is, and none that is UTF-8.
  @Test func anyBytesBecomeWellFormed() {
    let bytes = (0...255).map { UInt8($0) } + (0...255).reversed().map { UInt8($0) }
    let text = MarkupText.escaped(String(decoding: bytes, as: UTF8.self))
    #expect(Markup("<a b=\"\(text)\">\(text)</a>").isWellFormed)
  }

  @Test func shortensInTheMiddle() {
    #expect(MarkupText.shortened("0123456789", to: 10) == "0123456789")
    #expect(MarkupText.shortened("0123456789a", to: 10) == "01234…789a")
    // Letters with ever so many accents are cut too.
    let tower = "a" + String(repeating: "\u{301}", count: 5000)
    #expect(MarkupText.shortened(tower).unicodeScalars.count == MarkupText.longestName)
  }
}
