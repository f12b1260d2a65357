import Report
import Testing

@Suite struct TerminalTests {
  private let straight = TerminalPlot(
    horizontal: .init("entries", .log2, unit: .size), vertical: .init("miss ratio", unit: .percent),
    points: [.init(x: 1, y: 1), .init(x: 256, y: 0)], markers: [.init("L1D 16", at: 16)], width: 17, height: 5)

  @Test func drawsInASCII() {
    #expect(
      straight.rendered(as: .ascii) == """
        miss ratio
                    L1D 16
        100 % |**      :
              |  ****  :
         50 % |      ****
              |        : ****
          0 % |        :     ***
              ++-------+-------+
               1      16      256
                    entries

        """)
  }

  @Test func drawsInBraille() {
    #expect(
      straight.rendered(as: .unicode) == """
        miss ratio
                    L1D 16
        100 % │⠑⠢⢄⡀    ┊
              │   ⠈⠒⠤⣀ ┊
         50 % │       ⠑⠢⢄
              │        ┊ ⠉⠒⠤⡀
          0 % │        ┊    ⠈⠑⠢⢄
              └┬───────┬───────┬
               1      16      256
                    entries

        """)
  }

  @Test(
    arguments: [[], [.init(x: 3, y: 0)], [.init(x: .nan, y: 1)], [.init(x: 0, y: 0), .init(x: -4, y: 9)]]
      as [[PlotPoint]])
  func anyPointsAreDrawn(_ points: [PlotPoint]) {
    for scale in [PlotScale.linear, .log2, .log10] {
      let plot = TerminalPlot(horizontal: .init("x", scale), vertical: .init("y", scale), points: points)
      for letters in [TerminalLetters.ascii, .unicode] {
        let lines = plot.rendered(as: letters).split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count == 1 + plot.height + 3 + 1)
        #expect(lines.allSatisfy { $0.count < 90 })
      }
    }
  }

  @Test func manyPointsAndLongLabelsKeepTheSize() {
    let points = (1...200_000).map { PlotPoint(x: Double($0), y: Double($0 % 100)) }
    let markers = (1...40).map { PlotMarker(String(repeating: "m", count: $0 * 20), at: Double($0 * 100)) }
    let plot = TerminalPlot(
      horizontal: .init("x"), vertical: .init("y"), points: points, markers: markers, width: 1000, height: 1000)
    let lines = plot.rendered(as: .ascii).split(separator: "\n")
    #expect(plot.width == 200 && plot.height == 60)
    #expect(lines.count <= 1 + 4 + 60 + 3 && lines.allSatisfy { $0.count < 220 })
  }

  @Test func barsHaveLengths() {
    let bars = TerminalBars([("capacity", 8), ("conflict", 4), ("none", 0), ("tiny", 0.001), ("odd", .nan)], width: 8)
    #expect(
      bars.rendered(as: .ascii) == """
        capacity ######## 8
        conflict #### 4
        none     0
        tiny     # 0.001
        odd      0

        """)
    #expect(
      bars.rendered(as: .unicode) == """
        capacity ████████ 8
        conflict ████ 4
        none     0
        tiny     ▏ 0.001
        odd      0

        """)
    #expect(TerminalBars([("a", 3.3), ("b", 8)], width: 8).rendered(as: .unicode).hasPrefix("a ███▎ 3.3\n"))
  }

  @Test(arguments: [
    (["LANG": "en_US.UTF-8"], true), (["LANG": "C.utf8", "TERM": "xterm"], true), (["LANG": "C"], false), ([:], false),
    (["LANG": "en_US.UTF-8", "LC_ALL": "C"], false), (["LANG": "en_US.UTF-8", "LC_ALL": ""], true),
    (["LANG": "C", "LC_CTYPE": "de_DE.UTF-8@euro"], true), (["LANG": "en_US.UTF-8", "TERM": "dumb"], false),
  ])
  func lettersFollowTheLocale(_ environment: [String: String], _ isUnicode: Bool) {
    #expect((TerminalLetters(environment: environment) == .unicode) == isUnicode)
  }
}
