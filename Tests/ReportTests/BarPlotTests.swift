import Testing

import Report

@Suite struct BarPlotTests {
  private func bars(_ bars: [BarPlot.Bar]) -> BarPlot {
    BarPlot("Causes", description: "", parts: ["compulsory", "capacity", "conflict"], bars: bars)
  }

  private func widths(_ markup: Markup, _ className: String) -> [Double] {
    markup.elements.filter { $0.attributes["class"] == className && $0.attributes["height"] != "14" }
      .compactMap { $0.attributes["width"].flatMap { Double($0) } }
  }

  @Test func partsAreAsLongAsTheirValues() {
    let markup = Markup(bars([.init("L1", [100, 300, 0]), .init("L2", [0, 150, 50])]).svg(isStandalone: true))
    #expect(markup.isWellFormed)
    let (first, second, third) = (widths(markup, "b0"), widths(markup, "b1"), widths(markup, "b2"))
    #expect(first.count == 1 && second.count == 2 && third.count == 1)
    #expect(abs(second[0] - 3 * first[0]) < 0.2 && abs(second[0] - 2 * second[1]) < 0.2)
    #expect(abs(third[0] - second[1] / 3) < 0.2)
    #expect(markup.texts.contains("400") && markup.texts.contains("L2, conflict: 50"))
  }

  @Test func whatIsSmallIsSeen() {
    let markup = Markup(bars([.init("L1", [1, 1e9, 0])]).svg())
    #expect(widths(markup, "b0") == [2])
  }

  @Test func strangeBarsAreNoTrouble() {
    let long = String(repeating: "<&", count: 400)
    let many = (0..<1000).map { _ in BarPlot.Bar(long, [.nan, -4, .infinity, 3, 4]) }
    let svg = bars(many).svg()
    #expect(Markup(svg).isWellFormed)
    #expect(svg.utf8.count < 40_000)
    #expect(Markup(bars([]).svg()).isWellFormed)
    #expect(Markup(bars([.init("", [])]).svg()).isWellFormed)
  }
}
