import Testing

import Report

@Suite struct HeatmapTests {
  private func heatmap(_ rows: [[Double]]) -> Heatmap {
    Heatmap(
      "Pressure", description: "", horizontal: .init("accesses", range: 0...1000),
      vertical: .init("set", range: 0...Double(max(1, rows.count))), valueTitle: "misses", rows: rows)
  }

  @Test func drawsRowsUpwardInRuns() {
    let markup = Markup(heatmap([[1, 1, 8, 0], [0, 0, 0, 8]]).svg())
    #expect(markup.isWellFormed)
    #expect(markup.attribute("d", ofClass: "h1") == "M0 1.5h2")
    #expect(markup.attribute("d", ofClass: "h8") == "M2 1.5h1M3 0.5h1")
    #expect(markup.count(ofClass: "h4") == 0)
  }

  @Test func aHotSetStaysVisibleWhenCellsAreJoined() {
    var rows = [[Double]](repeating: [Double](repeating: 1, count: 1000), count: 1000)
    rows[700][300] = 50
    let cells = heatmap(rows).cells
    #expect(cells.count == Heatmap.rowLimit && cells.allSatisfy { $0.count == Heatmap.columnLimit })
    #expect(cells[44][38] == 50)
    #expect(cells.joined().count { $0 == 50 } == 1)
  }

  @Test func sizeIsBounded() {
    let rows = (0..<2000).map { row in (0..<3000).map { Double(($0 &* 7919 &+ row &* 104_729) % 255) } }
    let svg = heatmap(rows).svg()
    #expect(svg.utf8.count < 90_000)
    #expect(Markup(svg).isWellFormed)
  }

  @Test func shadesAreEvenOrByRatio() {
    #expect(HeatmapRamp([[1, 9]]).thresholds == [1, 2, 3, 4, 5, 6, 7, 8])
    #expect(HeatmapRamp([[1, 65_536]]).thresholds.map { $0.rounded() } == [1, 4, 16, 64, 256, 1024, 4096, 16384])
    let ramp = HeatmapRamp([[0, 1, 9]])
    #expect([0, 1, 1.9, 2, 9].map(ramp.shade) == [0, 1, 1, 2, 8])
    #expect(HeatmapRamp([[1, 2, 3]]).thresholds == [1, 2, 3])
    #expect([1, 2, 3].map(HeatmapRamp([[1, 2, 3]]).className) == [1, 4, 8])
    #expect(HeatmapRamp([[5, 5]]).shade(5) == 1 && HeatmapRamp([[5, 5]]).className(1) == 8)
  }

  @Test(arguments: [[], [[]], [[0, 0]], [[.nan, .infinity]], [[3], []]] as [[[Double]]])
  func nothingToShowIsNoTrouble(_ rows: [[Double]]) {
    #expect(Markup(heatmap(rows).svg()).isWellFormed)
  }
}
