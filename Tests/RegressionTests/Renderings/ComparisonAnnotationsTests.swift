import Regression
import Testing

/// Comparisons as annotations of GitHub Actions.
@Suite struct ComparisonAnnotationsTests {
  private func lines(_ comparison: Comparison) -> [String] {
    ComparisonRendering.render(comparison, as: .github).split(separator: "\n").map(String.init)
  }

  @Test func findingsAreAnnotatedByTheirGravity() {
    let lines = lines(SampleComparison.full)
    #expect(lines[0].hasPrefix("::error title=mmubench compare::wrong: walk/bad allocated"))
    #expect(
      lines[1]
        == "::error title=walk/hot::time 10 ± 1%25 → 10.50 ± 2%25 ns, +5.00%25 [+4.10%25, +6.02%25], 10 pairs: regressed"
    )
    #expect(lines.count { $0.hasPrefix("::error ") } == 6)
    #expect(
      lines.filter { $0.hasPrefix("::warning ") }.map { String($0.prefix(26)) } == [
        "::warning title=walk/dram:", "::warning title=walk/l2::i", "::warning title=mmubench c",
      ])
    #expect(lines.filter { $0.hasPrefix("::notice ") }.count == 1)
  }

  @Test func whatAllIsWellWithIsNoError() {
    let lines = lines(SampleComparison.of([Finding("a", .time, .unchanged)]))
    #expect(lines == ["::notice title=mmubench compare::fine: nothing became worse; 1 unchanged."])
  }

  /// What GitHub's own toolkit gives for these: `escapeData` and `escapeProperty`.
  @Test func whatMeansSomethingIsEscaped() {
    let command = WorkflowCommand(level: .warning, title: "a:b,c%\r\n", message: "50%: x,\r\ny")
    #expect(command.text == "::warning title=a%3Ab%2Cc%25%0D%0A::50%25: x,%0D%0Ay\n")
    let lines = lines(SampleComparison.hostile)
    #expect(lines.count == 5)
    #expect(lines.allSatisfy { $0.hasPrefix("::error title=") || $0.hasPrefix("::warning title=") })
  }

  @Test func gitHubShowsTenOfAKind() {
    let findings = (0..<30).map { Finding("b\($0)", .time, .regressed, base: 1, head: 2) }
    let lines = lines(SampleComparison.of(findings))
    #expect(lines.count == 10)
    #expect(lines.last == "::error title=mmubench compare::and 22 more")
  }
}
