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

  @Test func aBoundIsMarkedWhereItLies() {
    var plot = BarPlot("Ratios", description: "", parts: ["x"], bars: [.init("a", [2]), .init("b", [4])])
    plot.marker = PlotMarker("limit", at: 1)
    let markup = Markup(plot.svg())
    #expect(markup.texts.contains("limit"))
    // A quarter of the longest bar, from where bars begin.
    let start = markup.elements.first { $0.attributes["class"] == "b0" }?.attributes["x"].flatMap { Double($0) } ?? 0
    let path = markup.attribute("d", ofClass: "mark") ?? ""
    let x = Double(path.dropFirst().prefix { $0 != " " }) ?? 0
    #expect(abs(x - start - widths(markup, "b0")[1] / 4) < 0.2, "\(path)")
    plot.marker = PlotMarker("far", at: 100)
    #expect(widths(Markup(plot.svg()), "b0")[1] < 30)
  }
}
