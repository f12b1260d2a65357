import Regression
import Testing

/// Comparisons as comments on pull requests.
@Suite struct ComparisonMarkdownTests {
  private func text(_ comparison: Comparison) -> String { ComparisonRendering.render(comparison, as: .md) }

  @Test func theVerdictComesFirstAndWhatChangedNext() {
    let lines = text(SampleComparison.full).split(separator: "\n").map(String.init)
    #expect(lines[0] == "### Performance: wrong")
    #expect(lines[1].hasPrefix("wrong: walk/bad allocated in timed code or failed;"))
    #expect(lines[2] == "| benchmark | metric | base | head | change | interval | verdict |")
    #expect(lines[3] == "| :--- | :--- | ---: | ---: | ---: | ---: | :--- |")
    #expect(
      lines[4]
        == "| walk/hot | time | 10 ± 1% | 10.50 ± 2% | +5.00% | [+4.10%, +6.02%] | regressed |"
        .replacing("[", with: "\\[").replacing("]", with: "\\]"))
    #expect(lines[5] == "| walk/hot | references | 4 | 5 | +25.00% |  | regressed |")
    #expect(lines.contains("**missing, new or renamed**"))
    #expect(lines.contains("- walk/old: head does not have it"))
    #expect(lines.contains("<details><summary>inconclusive (1)</summary>"))
    #expect(lines.contains("<details><summary>unchanged (2)</summary>"))
  }

  @Test func nothingInANameMeansAnything() {
    let text = text(SampleComparison.hostile)
    let row = text.split(separator: "\n").first { $0.contains("+100.00%") }
    #expect(
      row?.hasPrefix("| a\\|b&lt;c&gt;&amp;\"d\"'e' &#64;f &#35;1 %0A \\]\\]&gt; \\`x\\` \\*y\\*") == true,
      "\(row ?? "")")
    let tags = text.split(separator: "<").dropFirst().map { $0.prefix { $0.isLetter || $0 == "/" } }
    #expect(Set(tags).isSubset(of: ["details", "/details", "summary", "/summary"]))
    #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
    #expect(!text.split(separator: "\n").contains { $0.hasPrefix("::") })
  }

  @Test func commentsFitWhateverThereIs() {
    let name = String(repeating: "long|name_", count: 40)
    let findings = (0..<300).flatMap {
      [
        Finding("\(name)\($0)", .time, .regressed, base: 1, head: 2, note: name),
        Finding("\(name)\($0)", .counter("x"), .unchanged, base: 1, head: 1),
        Finding("\(name)\($0)", .presence, .notComparable, note: name),
        Finding("\(name)\($0)", .time, .inconclusive, note: name),
      ]
    }
    let text = text(SampleComparison.of(findings))
    #expect(text.count < 65_536)
    #expect(text.contains("… and 250 more."))
  }
}
