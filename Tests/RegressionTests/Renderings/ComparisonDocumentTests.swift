import Foundation
import Regression
import Testing

/// Comparisons as JSON.
@Suite struct ComparisonDocumentTests {
  private func object(_ text: String) throws -> Any { try JSONSerialization.jsonObject(with: Data(text.utf8)) }

  private func schema() throws -> SchemaCheck {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../../docs/schemas/comparison.schema.json")
    return try SchemaCheck(#require(object(String(contentsOf: file, encoding: .utf8)) as? [String: Any]))
  }

  @Test func whatIsWrittenIsWhatTheSchemaSays() throws {
    let schema = try schema()
    for comparison in [SampleComparison.full, SampleComparison.hostile, SampleComparison.of([])] {
      let text = ComparisonRendering.render(comparison, as: .json)
      #expect(try schema.violations(object(text)) == [])
    }
  }

  @Test func theSchemaRefusesWhatIsNot() throws {
    let schema = try schema()
    let text = ComparisonRendering.render(SampleComparison.full, as: .json)
    for (old, new) in [
      ("\"mmubench.comparison\"", "\"mmubench.other\""), ("\"version\" : 1", "\"version\" : 2"),
      ("\"verdict\" : \"improved\"", "\"verdict\" : \"better\""), ("\"isAdvisory\"", "\"advisory\""),
      ("\"pairs\" : 10", "\"pairs\" : 1.5"), ("0.041", "\"0.041\""),
    ] {
      let changed = text.replacingOccurrences(of: old, with: new)
      #expect(changed != text)
      #expect(try !schema.violations(object(changed)).isEmpty, "\(old)")
    }
  }

  @Test func everyNumberOfTheTextIsInTheJSONAndComesBack() throws {
    let comparison = SampleComparison.full
    let document = ComparisonDocument(comparison)
    let read = try JSONDecoder().decode(ComparisonDocument.self, from: Data(document.json.utf8))
    #expect(read == document)
    #expect(read.comparison == comparison)
    #expect(read.outcome == "wrong")
    #expect(read.counts == ["regressed": 4, "improved": 1, "unchanged": 2, "inconclusive": 1, "not-comparable": 2])
    #expect(read.means.map(\.metric) == ["time"])
    #expect(read.findings.map(\.outcome).prefix(2) == ["regressed", "fine"])
  }

  @Test func whatIsNoNumberIsLeftOut() throws {
    var finding = Finding("a", .time, .inconclusive, base: .nan, head: .infinity)
    finding.change = .infinity
    finding.interval = -.infinity ... .infinity
    finding.detectable = .infinity
    let text = ComparisonRendering.render(SampleComparison.of([finding]), as: .json)
    let read = try JSONDecoder().decode(ComparisonDocument.self, from: Data(text.utf8))
    #expect(read.findings.first?.detectable == nil)
    #expect(read.findings.first?.interval == nil)
  }

  @Test func otherSchemasAndVersionsAreRefused() {
    let text = ComparisonDocument(SampleComparison.full).json
    for (old, new) in [("mmubench.comparison", "mmubench.bench"), ("\"version\" : 1", "\"version\" : 2")] {
      #expect(throws: DecodingError.self) {
        try JSONDecoder().decode(
          ComparisonDocument.self, from: Data(text.replacingOccurrences(of: old, with: new).utf8))
      }
    }
  }
}
