import Foundation
import Profiling
import Testing
import Workload

@Suite struct SweepPlanTests {
  static func plan(_ lists: [SweepPlan.Axis: [String]]) -> SweepPlan {
    var plan = SweepPlan()
    for (axis, values) in lists { plan[axis] = values }
    return plan
  }

  static func labels(_ lists: [SweepPlan.Axis: [String]]) throws -> [String] {
    try plan(lists).cells().map(\.label)
  }

  // MARK: Cells

  @Test func combinesEverythingInTheOrderOfATable() throws {
    let labels = try Self.labels([
      .traces: ["b.lackey", "a.lackey"], .workloads: ["zipf"], .footprint: ["1G", "4G"], .tlb: ["zen4", "skylake"],
      .pageSize: ["4K", "2m"], .technique: ["native", "shadow"], .policy: ["vtlb"], .prefetch: ["0", "8"],
    ])
    #expect(labels.count == 4 * 2 * 3 * 2 && Set(labels).count == labels.count)
    #expect(
      Array(labels.prefix(7)) == [
        "b.lackey, 4K, native, zen4", "b.lackey, 4K, native, skylake", "b.lackey, 4K, shadow vtlb, zen4",
        "b.lackey, 4K, shadow vtlb, skylake", "b.lackey, 4K, shadow vtlb 8, zen4",
        "b.lackey, 4K, shadow vtlb 8, skylake", "b.lackey, 2M, native, zen4",
      ])
    #expect(labels.last == "zipf footprint=4G accesses=10M seed=1, 2M, shadow vtlb 8, skylake")
  }

  @Test func hasTheDefaultsOfAProfile() throws {
    let cells = try Self.plan([.workloads: ["sequential"]]).cells()
    let source = TLBProfile.Source(.sequential, WorkloadParameters())
    #expect(cells == [SweepCell(source, pageSize: "4K", technique: .native, tlb: "skylake")])
  }

  @Test func givesEachWorkloadItsOwnParameters() throws {
    let labels = try Self.labels([
      .workloads: ["sequential", "strided", "gups"], .step: ["64", "4K"], .stride: ["1", "3"], .seed: ["1024", "7"],
      .accesses: ["1M"], .footprint: ["64K"],
    ])
    #expect(
      labels.map { $0.replacingOccurrences(of: ", 4K, native, skylake", with: "") } == [
        "sequential footprint=64K accesses=1M step=64", "sequential footprint=64K accesses=1M step=4K",
        "strided footprint=64K accesses=1M stride=1", "strided footprint=64K accesses=1M stride=3",
        "gups footprint=64K accesses=1M seed=1024", "gups footprint=64K accesses=1M seed=7",
      ])
  }

  @Test(arguments: [
    ("l1d=64x4,l1i=64x4,l2=512..4096x8", ["512", "1024", "2048", "4096"]),
    ("l1d=64x4,l1i=64x4,l2=512..1023x8", ["512"]),
  ])
  func doublesThroughARangeOfEntries(_ text: String, _ entries: [String]) throws {
    let expected = entries.map { "l1d=64x4,l1i=64x4,l2=\($0)x8" }
    #expect(try Self.plan([.workloads: ["gups"], .tlb: [text]]).cells().map(\.tlb) == expected)
  }

  @Test func doublesThroughSeveralRanges() throws {
    let tlbs = try Self.plan([.workloads: ["gups"], .tlb: ["l1d=8..16x4,l1i=32..64x4"]]).cells().map(\.tlb)
    #expect(
      tlbs == [
        "l1d=8x4,l1i=32x4", "l1d=8x4,l1i=64x4", "l1d=16x4,l1i=32x4", "l1d=16x4,l1i=64x4",
      ])
    let labels = try Self.labels([.workloads: ["gups"], .footprint: ["512M..2G"], .accesses: ["1K..4K"]])
    #expect(labels.count == 9 && labels[8] == "gups footprint=2G accesses=4K seed=1, 4K, native, skylake")
  }

  @Test func namesACellOnce() throws {
    let labels = try Self.labels([
      .traces: ["a", "a"], .workloads: ["gups", "gups"], .footprint: ["1G", "1024M", "512M..2G"],
      .pageSize: ["4K", "4k"],
      .technique: ["native", "native"], .tlb: ["skylake", "skylake"],
    ])
    #expect(labels.count == 4)
  }

  @Test func leavesPathsAlone() throws {
    #expect(try Self.labels([.traces: ["../a1..2,b"]]) == ["../a1..2,b, 4K, native, skylake"])
  }

  @Test(
    arguments: [
      ("a.bin", nil, "a.bin"), ("champsim:a.bin", .champsim, "a.bin"), ("csv:a:b", .csv, "a:b"), ("x:a", nil, "x:a"),
      ("./csv:a", nil, "./csv:a"),
    ] as [(String, ForeignTraceFormat?, String)])
  func takesAFormatBeforeAPath(_ text: String, _ format: ForeignTraceFormat?, _ path: String) {
    let trace = SweepTrace(text)
    #expect(trace.format == format && trace.path == path)
  }

  @Test(
    arguments: [
      ([:], .noSource), ([.workloads: ["zip"]], .unknownWorkload("zip")), ([.traces: ["-"]], .standardInput),
      ([.traces: ["a"], .footprint: ["1G"]], .unusedParameter("footprint")),
      ([.workloads: ["gups"], .step: ["1"]], .unusedParameter("step")),
      ([.workloads: ["gups"], .footprint: ["1Q"]], .notAQuantity(key: "footprint", "1Q")),
      ([.workloads: ["gups"], .footprint: [""]], .empty(key: "footprint")),
      ([.workloads: ["gups"], .footprint: ["8G..4G"]], .notARange("8G..4G")),
      ([.workloads: ["gups"], .footprint: ["0..4G"]], .notARange("0..4G")),
      ([.workloads: ["gups"], .footprint: ["4097"]], .impossible(.footprintNotWholePages)),
      ([.workloads: ["strided"], .footprint: ["64K", "4K"], .stride: ["2"]], .impossible(.strideOutOfRange)),
      ([.workloads: ["gups"], .pageSize: ["8K"]], .unknownPageSize("8K")),
      ([.workloads: ["gups"], .technique: ["nested"]], .unknownTechnique("nested")),
      ([.workloads: ["gups"], .policy: ["vtlb"]], .onlyForShadow("policy")),
      ([.workloads: ["gups"], .technique: ["shadow"], .prefetch: ["9"]], .badPrefetch("9")),
      ([.workloads: ["gups"], .tlb: ["skylake", "skylak"]], .tlb(.unknownPreset("skylak"))),
      (
        [
          .workloads: ["gups"], .seed: ["1..64M"], .accesses: ["1..1T"], .footprint: ["4K..1T"],
          .pageSize: ["4K", "2M", "1G"], .technique: ["native", "shadow"],
        ],
        .tooManyCells(27 * 41 * 29 * 6)
      ),
    ] as [([SweepPlan.Axis: [String]], SweepPlanError)])
  func refusesAndSaysWhy(_ lists: [SweepPlan.Axis: [String]], _ error: SweepPlanError) {
    #expect(throws: error) { try Self.plan(lists).cells() }
    #expect(!error.description.isEmpty)
  }

  @Test func boundsTheValuesOfARange() {
    let text = (1...9).map { "l\($0)=1..1Tx1" }.joined(separator: ",")
    #expect(throws: SweepPlanError.self) { try Self.plan([.workloads: ["gups"], .tlb: [text]]).cells() }
  }

  @Test func takesTLBsThatSomePageSizeHas() throws {
    #expect(try Self.plan([.workloads: ["gups"], .pageSize: ["4K", "1G"]]).cells().count == 2)
    #expect(throws: SweepPlanError.self) { try Self.plan([.workloads: ["gups"], .pageSize: ["1G"]]).cells() }
  }

  // MARK: Names

  @Test func namesTheFilesOfCellsApart() throws {
    let cells = try Self.plan([
      .traces: ["a/t.lackey", "b/t.lackey"], .workloads: ["gups"], .seed: ["1", "2"], .pageSize: ["4K", "2M"],
      .technique: ["native", "shadow"], .policy: ["unsync", "vtlb"], .tlb: ["skylake", "l1d=64x4,l1i=64x4"],
    ]).cells()
    #expect(Set(cells.map(\.key)).count == cells.count && Set(cells.map(\.fileName)).count == cells.count)
    for name in cells.map(\.fileName) {
      #expect(name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } && !name.contains("/") && name.hasSuffix(".json"))
    }
    // Names are on disks: another one would have every sweep run again.
    #expect(cells[0].fileName == "t.lackey-4K-native-skylake-fe9cbc1c6ec9d1e7.json")
  }

  @Test func keepsStrangePathsOutOfFileNames() throws {
    let cells = try Self.plan([.traces: ["/tmp/\n\u{1F600} x/..", "/", "../"]]).cells()
    for cell in cells { #expect(!cell.fileName.contains("/") && !cell.fileName.contains("\n")) }
  }

  // MARK: Files

  @Test func comesBackFromJSONAsItWas() throws {
    let plan = Self.plan([.workloads: ["zipf"], .footprint: ["1G..8G"], .seed: ["1"]])
    #expect(try JSONDecoder().decode(SweepPlan.self, from: JSONEncoder().encode(plan)) == plan)
  }

  @Test func takesNumbersForTexts() throws {
    let json = #"{"schema": "mmubench.sweep-plan", "version": 1, "workloads": ["gups"], "seed": [1, "2"]}"#
    let plan = try JSONDecoder().decode(SweepPlan.self, from: Data(json.utf8))
    #expect(plan[.seed] == ["1", "2"])
  }

  @Test(arguments: [
    "{}", #"{"schema": "mmubench.sweep-plan"}"#, #"{"schema": "mmubench.profile", "version": 1}"#,
    #"{"schema": "mmubench.sweep-plan", "version": 2}"#,
    #"{"schema": "mmubench.sweep-plan", "version": 1, "workload": ["gups"]}"#,
    #"{"schema": "mmubench.sweep-plan", "version": 1, "workloads": "gups"}"#,
    #"{"schema": "mmubench.sweep-plan", "version": 1, "seed": [1.5]}"#,
    #"{"schema": "mmubench.sweep-plan", "version": 1, "seed": [null]}"#,
  ])
  func refusesOtherFiles(_ json: String) {
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(SweepPlan.self, from: Data(json.utf8)) }
  }
}
