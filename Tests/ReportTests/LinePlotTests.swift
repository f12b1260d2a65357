import Testing

import Report

@Suite struct LinePlotTests {
  private func plot(_ series: [PlotSeries], markers: [PlotMarker] = []) -> LinePlot {
    LinePlot(
      "Misses <by> size", description: "A \"curve\".", horizontal: .init("entries", .log2, unit: .size),
      vertical: .init("miss ratio", unit: .percent), series: series, markers: markers)
  }

  private func curve(_ count: Int) -> [PlotPoint] { (1...count).map { PlotPoint(x: Double($0), y: 1 / Double($0)) } }

  @Test func isWellFormedNamedAndDescribed() {
    let markup = Markup(
      plot([PlotSeries("4K", curve(100))], markers: [.init("L1D 64", at: 64)]).svg(isStandalone: true))
    #expect(markup.isWellFormed)
    #expect(markup.elements.first?.attributes["role"] == "img")
    #expect(markup.texts[1] == "Misses <by> size")
    #expect(markup.texts[2] == "A \"curve\".")
    #expect(markup.texts.contains("L1D 64"))
    #expect(markup.texts.contains("64"))
  }

  /// A curve from (1, 100 %) to (256, 0 %) goes from the upper left corner of the frame to the lower right.
  @Test func drawsWhereTheAxesSay() throws {
    let line = [PlotPoint(x: 1, y: 1), PlotPoint(x: 16, y: 0.5), PlotPoint(x: 256, y: 0)]
    let markup = Markup(plot([PlotSeries("a", line)]).svg())
    let path = try #require(markup.attribute("d", ofClass: "curve"))
    let numbers = path.dropFirst().split { $0 == "L" || $0 == " " }.compactMap { Double($0) }
    #expect(numbers.count == 6)
    #expect(numbers[1] == 10 && numbers[3] == 10 + LinePlot.plotHeight / 2 && numbers[5] == 10 + LinePlot.plotHeight)
    #expect(abs(numbers[2] - (numbers[0] + numbers[4]) / 2) < 0.11)
    #expect(numbers[4] == LinePlot.width - 24)
  }

  @Test func severalCurvesHaveALegendAndOneHasNone() {
    #expect(Markup(plot([PlotSeries("one", curve(9))]).svg()).texts.contains("one") == false)
    let names = (0..<9).map { "curve \($0)" }
    let markup = Markup(plot(names.map { PlotSeries($0, curve(9)) }).svg())
    #expect(names.prefix(6).allSatisfy(markup.texts.contains))
    #expect(markup.elements.count { $0.attributes["d"]?.hasPrefix("M") == true } > 12)
  }

  @Test func sizeIsBoundedWhateverThePoints() {
    var wild: [PlotPoint] = []
    for index in 0..<400_000 { wild.append(.init(x: Double(index + 1), y: Double(index &* 7919 % 1000) / 1000)) }
    let series = (0..<20).map { PlotSeries("series \($0)" + String(repeating: "x", count: 500), wild) }
    let markers = (0..<500).map { PlotMarker(String(repeating: "m", count: 500), at: Double($0)) }
    let svg = plot(series, markers: markers).svg()
    #expect(svg.utf8.count < 150_000)
    #expect(Markup(svg).isWellFormed)
  }

  @Test func reductionKeepsEnds() {
    let spike = (0..<10_000).map { PlotPoint(x: Double($0), y: $0 == 5001 ? 9 : 1) }
    let reduced = PlotReduction.reduced(spike, columns: 10) { Int($0.x / 1000) }
    #expect(reduced.first == spike.first && reduced.last == spike.last)
    #expect(reduced.contains(PlotPoint(x: 5001, y: 9)))
    #expect(reduced.count <= 40)
    #expect(reduced.map(\.x) == reduced.map(\.x).sorted())
  }

  @Test func surplusAndStrangePointsAreLeftOut() {
    let points = [PlotPoint(x: .nan, y: 1), PlotPoint(x: 4, y: .infinity), PlotPoint(x: 4, y: 0.5)]
    let markup = Markup(plot([PlotSeries("a", points), PlotSeries("none", [])]).svg())
    #expect(markup.isWellFormed)
    #expect(markup.elements.count { $0.name == "circle" } == 1)
    #expect(Markup(plot([]).svg()).isWellFormed)
  }

  /// Pointing at a place shows its values: a size and every curve's ratio there.
  @Test func readsOutValues() {
    let markup = Markup(plot([PlotSeries("a", [.init(x: 1, y: 1), .init(x: 1024, y: 0.25)])]).svg())
    #expect(markup.count(ofClass: "zone") == 2)
    #expect(markup.texts.contains("1K entries"))
    #expect(markup.texts.contains("25 %"))
  }

  @Test func labelsOfMarkersDoNotCoverEachOther() {
    let placed = MarkerRows.place(
      [("L1D 64", 100), ("L1I 128", 120), ("L2 1536", 150), ("far", 400), ("edge", 500)], from: 0, to: 500)
    for (index, left) in placed.enumerated() {
      for right in placed[(index + 1)...] where left.row == right.row {
        #expect(left.middle + SVGText.width(left.label) / 2 < right.middle - SVGText.width(right.label) / 2)
      }
    }
    #expect(placed.map(\.row) == [0, 1, 2, 0, 0])
    #expect(placed.last.map { $0.middle + SVGText.width($0.label) / 2 } == 500)
  }
}
