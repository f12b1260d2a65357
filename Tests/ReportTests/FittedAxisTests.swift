import Testing

import Report

@Suite struct FittedAxisTests {
  private func labels(_ axis: PlotAxis, _ values: [Double], whole: Bool = false, count: Int = 10) -> [String] {
    FittedAxis(axis, to: values, endsAtTicks: whole, tickCount: count).ticks.map(\.label)
  }

  @Test func sizesAreTickedInPowersOfTwo() {
    #expect(
      labels(.init("entries", .log2, unit: .size), [1, 300_000])
        == ["1", "4", "16", "64", "256", "1K", "4K", "16K", "64K", "256K"])
    #expect(labels(.init("entries", .log2, unit: .size), [16, 128]) == ["16", "32", "64", "128"])
  }

  @Test func percentagesEndAtTicks() {
    #expect(
      labels(.init("miss ratio", unit: .percent), [0.02, 0.97], whole: true, count: 5)
        == ["0 %", "20 %", "40 %", "60 %", "80 %", "100 %"])
    #expect(
      labels(.init("miss ratio", .log10, unit: .percent), [0.0002, 0.97], whole: true, count: 5)
        == ["0.01 %", "0.1 %", "1 %", "10 %", "100 %"])
  }

  @Test func positionsFollowTheScale() {
    let axis = FittedAxis(.init("entries", .log2), to: [1, 256], endsAtTicks: false, tickCount: 8)
    #expect(axis.position(16) == 0.5)
    #expect(axis.position(0) == 0)
    #expect(axis.position(-1) == 0)
    #expect(axis.position(1e9) == 1)
    #expect(axis.position(.nan) == 0)
  }

  /// Nothing, one value, equal values, values without a logarithm, enormous ones.
  @Test(arguments: [PlotScale.linear, .log2, .log10], [true, false])
  func hasATickAndNoTrapForAnyValues(_ scale: PlotScale, _ whole: Bool) {
    let lists: [[Double]] = [
      [], [0], [1], [5, 5, 5], [-3, 0], [.nan, .infinity], [1e-300, 1e300], [0.3, 0.300001], [1e18, 1e18 + 1],
    ]
    for values in lists {
      let axis = FittedAxis(.init("", scale), to: values, endsAtTicks: whole, tickCount: 5)
      for value in values { #expect((0...1).contains(axis.position(value)), "\(values)") }
      #expect(axis.ticks.count <= 65)
    }
  }

  @Test func writesUnits() {
    let sizes: [(Double, String)] = [
      (0, "0"), (64, "64"), (1024, "1K"), (1536, "1.5K"), (1_048_576, "1M"), (1000, "1000"),
    ]
    for (value, text) in sizes { #expect(PlotUnit.size.text(value) == text) }
    let counts: [(Double, String)] = [
      (999, "999"), (999.9, "1k"), (1500, "1.5k"), (12_345_678, "12.3M"), (0.25, "0.25"),
    ]
    for (value, text) in counts { #expect(PlotUnit.count.text(value) == text) }
    let ratios: [(Double, String)] = [
      (1, "100 %"), (0.1234, "12.3 %"), (0.000_000_2, "0.00002 %"), (1e-8, "0.000001 %"), (1e-12, "1e-10 %"),
      (.nan, "– %"),
    ]
    for (value, text) in ratios { #expect(PlotUnit.percent.text(value) == text) }
  }

  @Test func numbersOfThingsHaveWholeTicks() {
    var axis = PlotAxis("run")
    #expect(labels(axis, [1, 3]).contains("1.2"))
    axis.hasWholeTicks = true
    #expect(labels(axis, [1, 3]) == ["1", "2", "3"])
    #expect(labels(axis, [1, 40]) == ["5", "10", "15", "20", "25", "30", "35", "40"])
  }

  @Test func zeroIsShownUnlessItIsNotWanted() {
    var axis = PlotAxis("ratio")
    #expect(labels(axis, [0.95, 1.05], whole: true, count: 5).first == "0")
    axis.beginsAtZero = false
    #expect(labels(axis, [0.95, 1.05], whole: true, count: 5).first == "0.94")
  }
}
