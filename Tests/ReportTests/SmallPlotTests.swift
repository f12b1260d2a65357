import Report
import Testing

/// Plots that stand side by side.
@Suite struct SmallPlotTests {
  private func plot(_ values: [Double?], _ marks: [SmallPlot.Mark] = []) -> Markup {
    var plot = SmallPlot("time", description: "of a benchmark", values: values)
    plot.marks = marks
    return Markup(plot.svg())
  }

  @Test func theCurveGoesFromEdgeToEdge() {
    let markup = plot([10, nil, 20])
    #expect(markup.isWellFormed)
    #expect(markup.attribute("d", ofClass: "curve") == "M6 54L234 10")
    #expect(markup.attribute("cx", ofClass: "b0") == "234")
  }

  @Test func noiseDoesNotFillThePicture() {
    // One part in a hundred of a range of two in ten: 2.2 of 44 units.
    #expect(plot([100, 101]).attribute("d", ofClass: "curve") == "M6 33.1L234 30.9")
  }

  @Test func changesAreMarkedUpForWorse() {
    let markup = plot(
      [1, 2, 3, 1, nil],
      [
        .init(1, isWorse: true, isCertain: true), .init(3, isWorse: false, isCertain: true),
        .init(2, isWorse: true, isCertain: false), .init(4, isWorse: true, isCertain: true),
        .init(9, isWorse: true, isCertain: true),
      ])
    #expect(markup.count(ofClass: "worse") == 1)
    #expect(markup.count(ofClass: "better") == 1)
    #expect(markup.count(ofClass: "unsure") == 1)
    #expect(markup.attribute("d", ofClass: "worse") == "M63 25L58 35.5L68 35.5Z")
    #expect(markup.texts.contains("worse, seen once"))
  }

  @Test func whatIsNoNumberIsLeftOut() {
    for values in [[], [nil], [.nan, .infinity], [5], [0, 0], [-1, 1]] as [[Double?]] {
      let markup = plot(values)
      #expect(markup.isWellFormed)
      #expect(!SmallPlot("t", description: "", values: values).svg().contains("nan"))
    }
    #expect(plot([5]).count(ofClass: "curve") == 0)
    #expect(plot([5]).attribute("cx", ofClass: "b0") == "120")
  }
}
