import Foundation
#if canImport(FoundationXML)
  import FoundationXML
#endif
import Regression
import Report
import Testing

/// Sections of pages.
@Suite struct RunPageTests {
  private func html(_ sections: [HTMLSection]) -> String {
    var page = HTMLPage("page")
    for section in sections { page.append(section) }
    return page.rendered()
  }

  /// The rows of all tables, their cells joined.
  private func rows(_ html: String) throws -> [String] {
    let root = try #require(XMLDocument(data: Data(html.utf8)).rootElement())
    return try root.nodes(forXPath: "//*[local-name()='tr']").map { row in
      (row.children ?? []).map { $0.stringValue ?? "" }.joined(separator: " | ").replacing("\u{202F}", with: " ")
    }
  }

  @Test func benchmarksStandBesideTheirLimits() throws {
    let sections = LimitSections(SampleRun.of("a", day: 10, time: 12))
    #expect(
      sections.sections.map(\.title) == [
        "Benchmarks: walk", "Benchmarks: walk-nested", "Benchmarks: shadow", "Limits",
      ])
    let html = html(sections.sections)
    let rows = try rows(html)
    #expect(rows.contains("x86-long4/hot | 12.00 | 1.0% | 4 | 2.41 | limit/loads"))
    // A limit that was not measured is not named: there is no ratio.
    #expect(rows.contains("x86-long4-on-ept/hot | 40.00 | 2.5% | 24 |  | "))
    #expect(html.contains("<title>x86-long4/hot, × limit: 2.41</title>"))
    #expect(sections.medians.map(\.subject) == ["walk"])
    #expect(abs((sections.medians.first?.ratio ?? 0) - 2.412) < 1e-9)
  }

  /// python3 -c "import statistics as s; print(s.median([10/5, 12/4, 11/5]))"
  @Test func ratiosAreMediansOverRepetitions() throws {
    var run = SampleRun.of("a", day: 10)
    run.benchmarks = [
      SampleRun.benchmark("a", [10, 12, 11], limit: "b"), SampleRun.benchmark("b", [5, 4, 5]),
      SampleRun.benchmark("c", [10, 12], limit: "b"),
    ]
    let numbers = RunNumbers(run)
    #expect(numbers.ratio(run.benchmarks[0]) == 2.2)
    // Not the same repetitions: of the least times.
    #expect(numbers.ratio(run.benchmarks[2]) == 2.5)
    run.benchmarks[0].failure = "wrong"
    #expect(RunNumbers(run).ratio(run.benchmarks[0]) == nil)
    #expect(html(LimitSections(run).sections).contains("a, failed: wrong</td>"))
  }

  @Test func whatWouldLeaveNoRoomIsNamedAndNotDrawn() throws {
    var run = SampleRun.of("a", day: 10)
    run.benchmarks = [10.0, 11, 12, 13, 9_000_000].enumerated().map { index, time in
      SampleRun.benchmark("walk/\(index)", [time], limit: "limit/loads")
    }
    run.benchmarks.append(SampleRun.benchmark("limit/loads", [5]))
    let html = html(LimitSections(run).sections)
    #expect(html.contains("Too long to be drawn: 4 (1.8M)."))
    #expect(html.contains("<title>3, × limit: 2.6</title>") && !html.contains("<title>4, × limit"))
    #expect(try rows(html).contains("4 | 9 000 000 |  | 1800000.00 | limit/loads"))
  }

  @Test func techniquesStandBesideEachOther() throws {
    let rows = try rows(html([TechniqueSections(SampleRun.of("a", day: 10)).section]))
    #expect(rows.contains("x86-long4 | ept | 10.00 | 40.00 | 4.00 | 4 | 24"))
    #expect(rows.contains("fault/warm/x86-long4 | – | 30.00 | – | 36.00"))
    #expect(rows.count == 4)
    var plain = SampleRun.of("a", day: 10)
    plain.benchmarks = [SampleRun.benchmark("BM_copy", [1])]
    #expect(TechniqueSections(plain).section.isEmpty)
    #expect(LimitSections(plain).sections.map(\.title) == ["Benchmarks"])
  }

  @Test func historiesSayWhatChanged() throws {
    let runs = [
      SampleRun.of("0123456789abcdef", day: 10), SampleRun.of("b", day: 11, time: 12, references: 5),
      SampleRun.of("c", day: 12, time: 12.1, references: 5),
    ]
    let sections = HistorySections(RunHistory(runs))
    #expect(sections.changeCounts == (counters: 1, times: 1))
    #expect(
      sections.sections.map(\.title) == [
        "History", "Changes", "History: walk", "History: walk-nested", "History: shadow",
      ])
    let html = html(sections.sections)
    let rows = try rows(html)
    #expect(rows.contains("1 | 01234567 | 2026-11-10 08:07 | vm, EPYC | 1 | 6 | 0"))
    #expect(rows.contains("2 | b | 2026-11-11 08:07 | vm, EPYC | 1 | 6 | 2"))
    #expect(rows.contains("2 | b | walk/x86-long4/hot | references/op | 4 | 5 | +25.00% | worse"))
    #expect(rows.contains("2 | b | walk/x86-long4/hot | time, ns | 10.00 | 12.00 | +20.00% | worse"))
    #expect(html.contains("Stored times are advisory"))
    #expect(html.contains("<title>worse</title>"))
    #expect(HistorySections(RunHistory([runs[0]])).sections.isEmpty)
  }

  @Test func comparisonsAreSections() throws {
    let html = html([ComparisonSections(SampleComparison.full).section])
    #expect(try rows(html).contains("walk/hot | 10 ± 1% | 10.50 ± 2% | +5.00% | [+4.10%, +6.02%] | regressed"))
    #expect(html.contains("walk/old: head does not have it"))
  }

  @Test func whateverNamesHoldThePageIsWellFormedAndSmall() throws {
    let name = "<script>alert('x')</script>&\"]]>\u{0}\u{202E}/\(String(repeating: "long/", count: 100))"
    let runs = (0..<40).map { index in
      var run = SampleRun.of("<b>\(index)", day: 10)
      run.facts.date = "<i>\(index)"
      run.benchmarks = (0..<150).map { SampleRun.benchmark("\(name)\($0)", [Double(index + 1)], limit: name + "0") }
      return run
    }
    let history = RunHistory(runs)
    let html = html(
      HistorySections(history).sections + LimitSections(runs[0]).sections + [
        ComparisonSections(SampleComparison.hostile).section
      ])
    #expect(!html.contains("<script") && !html.contains("<b>") && !html.contains("<i>"))
    #expect(throws: Never.self) { try XMLDocument(data: Data(html.utf8)) }
    #expect(html.utf8.count < 1_000_000)
  }
}
