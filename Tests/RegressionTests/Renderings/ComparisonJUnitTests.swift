import Foundation
#if canImport(FoundationXML)
  import FoundationXML
#endif
import Regression
import Testing

/// Comparisons as test results.
@Suite struct ComparisonJUnitTests {
  private func suite(_ comparison: Comparison) throws -> XMLElement {
    let text = ComparisonRendering.render(comparison, as: .junit)
    let root = try #require(XMLDocument(data: Data(text.utf8)).rootElement())
    return try #require(root.elements(forName: "testsuite").first)
  }

  private func attribute(_ name: String, _ element: XMLElement?) -> String? {
    element?.attribute(forName: name)?.stringValue
  }

  @Test func everyBenchmarkIsATestCase() throws {
    let suite = try suite(SampleComparison.full)
    let cases = suite.elements(forName: "testcase")
    #expect(
      cases.compactMap { attribute("name", $0) } == [
        "walk/hot", "walk/dram", "walk/l2", "walk/llc", "walk/old", "walk/bad",
      ])
    #expect(attribute("tests", suite) == "6")
    #expect(attribute("failures", suite) == "4")
    #expect(attribute("skipped", suite) == "1")
    let kinds = cases.map { attribute("type", $0.elements(forName: "failure").first) }
    #expect(kinds == ["regressed", nil, nil, "not-comparable", "not-comparable", "wrong"])
    #expect(cases[1].elements(forName: "skipped").count == 1)
    #expect(attribute("classname", cases[0]) == "walk")
    #expect(
      attribute("message", cases[0].elements(forName: "failure").first)
        == "time 10 ± 1% → 10.50 ± 2% ns, +5.00% [+4.10%, +6.02%], 10 pairs: regressed; "
        + "references 4 → 5 table entries read, +25.00%: regressed")
  }

  @Test func whateverANameHoldsTheFileIsWellFormed() throws {
    let cases = try suite(SampleComparison.hostile).elements(forName: "testcase")
    #expect(cases.count == 1)
    #expect(attribute("name", cases[0])?.hasPrefix("a|b<c>&\"d\"'e' @f #1 %0A ]]> `x`") == true)
    let text = ComparisonRendering.render(SampleComparison.hostile, as: .junit)
    #expect(!text.contains("]]>"))
    #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
  }

  @Test func whatHasToBeToldFails() throws {
    var comparison = SampleComparison.of([Finding("a", .time, .inconclusive)])
    #expect(try attribute("failures", suite(comparison)) == "0")
    comparison.rules.requiresConclusive = true
    #expect(try attribute("failures", suite(comparison)) == "1")
  }
}
