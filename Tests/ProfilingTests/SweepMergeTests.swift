import Foundation
import Profiling
import Testing
import Workload

@Suite struct SweepMergeTests {
  static func plan(_ seeds: [String] = ["1", "2", "3"]) -> SweepPlan {
    SweepPlanTests.plan([
      .traces: ["t"], .workloads: ["gups"], .accesses: ["2K"], .footprint: ["1M"], .seed: seeds,
      .tlb: ["l1d=8x2,l1i=8x2"],
    ])
  }

  /// Results of all cells; the trace's is that of a workload under its name.
  static func results(_ plan: SweepPlan, trace: String = "00", program: String = "p") throws -> [SweepResult] {
    try plan.cells().map { cell in
      let isTrace = cell.source.kind == .trace
      let ran = isTrace ? SweepPassTests.cell(accesses: 1000, tlb: cell.tlb) : cell
      let outcome = try SweepPassTests.pass([ran]).run(on: SweepPassTests.machine) { _ in true }[0]
      var profile = try #require(SweepPassTests.profile(outcome))
      profile.source = cell.source
      let fingerprint = isTrace ? FileFingerprint(bytes: 1, hash: trace) : nil
      return SweepResult(cell, trace: fingerprint, profile, program: program)
    }
  }

  static func part(_ name: String, _ results: ArraySlice<SweepResult>, plan: SweepPlan = plan()) -> SweepMerge.Part {
    SweepMerge.Part(name: name, plan: plan, results: Array(results))
  }

  @Test func comesToTheSameHoweverItWasSplit() throws {
    let (results, others) = (try Self.results(Self.plan()), try Self.results(Self.plan(), program: "q"))
    let whole = try SweepMerge([Self.part("a", results[...])])
    #expect(whole.cells.count == 4 && whole.missing.isEmpty && whole.failed.isEmpty)
    #expect(try SweepMerge([Self.part("a", others[2...]), Self.part("b", results[..<2])]) == whole)
    // Times, the order of files and who ran it twice do not matter.
    #expect(try SweepMerge([Self.part("a", others[1...]), Self.part("b", results[..<3])]) == whole)
    #expect(whole.cells.allSatisfy { $0.profile.timing == nil })
  }

  @Test func takesPlansForTheSameThatSayTheSame() throws {
    let results = try Self.results(Self.plan())
    let other = Self.plan(["1", "2", "3", "1"])
    #expect(
      try SweepMerge([Self.part("a", results[..<2]), Self.part("b", results[2...], plan: other)]).missing.isEmpty)
  }

  @Test func saysWhatIsMissing() throws {
    let results = try Self.results(Self.plan())
    let merge = try SweepMerge([Self.part("a", results[1...2])])
    #expect(merge.missing == [results[0].cell, results[3].cell])
  }

  @Test func tellsFailuresUnlessAnotherPartSucceeded() throws {
    var results = try Self.results(Self.plan())
    let failure = SweepResult.Failure(exitCode: 66, reason: "no")
    let failed = SweepResult(results[0].cell, trace: nil, failure, program: "p")
    let good = results[0]
    results[0] = failed
    let merge = try SweepMerge([Self.part("a", results[...])])
    #expect(merge.failed == [SweepMerge.Failed(good.cell, failure)] && merge.cells.count == 3)
    #expect(try SweepMerge([Self.part("a", results[...]), Self.part("b", [good])]).failed.isEmpty)
  }

  @Test func refusesPartsOfOtherSweeps() throws {
    let results = try Self.results(Self.plan())
    #expect(throws: SweepMergeError.differentSweeps("a", "b")) {
      try SweepMerge([Self.part("a", results[...]), Self.part("b", [], plan: Self.plan(["1", "2"]))])
    }
    #expect(throws: SweepMergeError.badPlan(part: "b", .noSource)) {
      try SweepMerge([Self.part("a", results[...]), Self.part("b", [], plan: SweepPlan())])
    }
  }

  @Test func refusesOtherTraces() throws {
    let (results, others) = (try Self.results(Self.plan()), try Self.results(Self.plan(), trace: "01"))
    #expect(throws: SweepMergeError.differentTraces(path: "t", "a", "b")) {
      try SweepMerge([Self.part("a", results[...]), Self.part("b", others[..<1])])
    }
  }

  @Test func refusesOtherTLBs() throws {
    let results = try Self.results(Self.plan())
    var other = results[1]
    other.profile?.tlb.name = "another"
    #expect(throws: SweepMergeError.differentTLBs(other.cell.tlb, "a", "b")) {
      try SweepMerge([Self.part("a", results[...]), Self.part("b", [other])])
    }
  }

  @Test func refusesCountsThatDisagree() throws {
    let results = try Self.results(Self.plan())
    var wrong = results[1]
    wrong.profile?.counts.walks += 1
    #expect(throws: SweepMergeError.disagreement(wrong.cell, "a", "b")) {
      try SweepMerge([Self.part("a", results[...]), Self.part("b", [wrong])])
    }
  }

  // MARK: A cell's file

  @Test func comesBackFromJSONAsItWas() throws {
    for result in try Self.results(Self.plan()) {
      let read = try JSONDecoder().decode(SweepResult.self, from: JSONEncoder().encode(result))
      #expect(read == result && read.unfitness(for: result.cell) == nil)
    }
  }

  @Test(arguments: [("mmubench.sweep-cell", "mmubench.sweep"), ("\"version\":1", "\"version\":2")])
  func refusesAnotherSchemaAndVersion(_ ours: String, _ theirs: String) throws {
    let json = String(decoding: try JSONEncoder().encode(try Self.results(Self.plan())[0]), as: UTF8.self)
    let other = json.replacingOccurrences(of: ours, with: theirs)
    #expect(other != json)
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(SweepResult.self, from: Data(other.utf8)) }
  }

  @Test func noticesAResultThatIsNotTheCells() throws {
    let results = try Self.results(Self.plan())
    #expect(results[1].unfitness(for: results[2].cell) != nil)
    let changes: [(inout TLBProfile) -> Void] = [
      { $0.counts.walks += 1 }, { $0.isComplete = false }, { $0.tlb.pageSize = "2M" }, { $0.tlb.level1Data.ways = 4 },
      { $0.source = results[2].cell.source },
    ]
    for change in changes {
      var result = results[1]
      var profile = try #require(result.profile)
      change(&profile)
      result.profile = profile
      #expect(result.unfitness(for: result.cell) != nil)
    }
    var nothing = results[1]
    nothing.profile = nil
    #expect(nothing.unfitness(for: nothing.cell) != nil)
  }
}
