import Report
import Testing

/// Text in Markdown.
@Suite struct MarkdownTextTests {
  @Test(arguments: [
    ("a|b", "a\\|b"), ("<x>&", "&lt;x&gt;&amp;"), ("@me #1", "&#64;me &#35;1"), ("BM_copy_64", "BM_copy_64"),
    ("__x__", "\\_\\_x\\_\\_"), ("`*~[]\\", "\\`\\*\\~\\[\\]\\\\"), ("a\nb\u{0}c\u{7F}", "a b c "),
    ("walk/x86-long4", "walk/x86-long4"),
  ])
  func nothingMeansAnything(text: String, expected: String) { #expect(MarkdownText.escaped(text) == expected) }

  @Test func tablesSeeToTheirBars() {
    var table = Table([.init("a")])
    table.append([MarkdownText.escaped("x|y", isCell: true)])
    #expect(table.rendered(as: .md).hasSuffix("| x\\|y |\n"))
  }
}
