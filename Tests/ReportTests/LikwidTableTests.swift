import Report
import Testing

@Suite struct LikwidTableTests {
  @Test func looksAsLikwidsDo() {
    var table = LikwidTable(valueTitles: ["HWThread 0"])
    table.append(.init("Runtime (RDTSC)", unit: "s", ["0.0013"]))
    table.append(.init("Runtime unhalted", unit: "s", ["0.0002"]))
    table.append(.init("Clock", unit: "MHz", []))
    table.append(.init("CPI", ["8.2777", "surplus"]))
    #expect(
      table.text == """
        +----------------------+------------+
        |        Metric        | HWThread 0 |
        +----------------------+------------+
        |  Runtime (RDTSC) [s] |     0.0013 |
        | Runtime unhalted [s] |     0.0002 |
        |      Clock [MHz]     |      -     |
        |          CPI         |     8.2777 |
        +----------------------+------------+

        """)
  }
}
