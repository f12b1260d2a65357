import MMUCore
import Profiling
import Synchronization
import Testing
import Workload

@Suite struct SweepPassTests {
  static let machine = SweepMachine(
    open: { source in
      let name = try #require(WorkloadName(rawValue: source.name[0]))
      return try WorkloadCatalog.source(name, WorkloadParameters(named: source.parameters))
    }, guest: { _, _ in nil })

  static func cell(
    _ workload: WorkloadName = .zipf, accesses: UInt64 = 50_000, footprint: UInt64 = 64 << 20,
    tlb: String = "skylake", pageSize: String = "4K"
  ) -> SweepCell {
    var parameters = WorkloadParameters()
    parameters.accesses = accesses
    parameters.footprint = footprint
    return SweepCell(
      TLBProfile.Source(workload, parameters), pageSize: pageSize, technique: .native, tlb: tlb)
  }

  static func profile(_ outcome: SweepPass.Outcome) -> TLBProfile? {
    if case .profile(let profile) = outcome { profile } else { nil }
  }

  /// A single pass over all cells, which share a source.
  static func pass(_ cells: [SweepCell]) throws -> SweepPass {
    let passes = SweepPass.passes(of: cells + Array(repeating: cells[0], count: 60), workers: 1)
    let pass = try #require(passes.first { $0.cells.starts(with: cells) })
    return pass
  }

  // MARK: Running

  @Test func countsWhatAProfileOfEachCellCounts() throws {
    let cells = ["skylake", "zen4", "l1d=8x2,l1i=8x2,l2=32x4"].flatMap { tlb in
      ["4K", "2M"].map { Self.cell(tlb: tlb, pageSize: $0) }
    }
    let pass = try Self.pass(cells)
    for (cell, outcome) in zip(cells, pass.run(on: Self.machine) { _ in true }) {
      let size = try #require(PageSize.x86Sizes.first { $0.name == cell.pageSize })
      let profiler = try TLBProfiler(TLBDescription.load(cell.tlb).model(for: [size]))
      let duration = try profiler.run(Self.machine.open(cell.source))
      let alone = TLBProfile(cell.source, profiler, duration: duration, isComplete: true)
      #expect(Self.profile(outcome)?.exact == alone.exact, "\(cell.label)")
      #expect(try #require(Self.profile(outcome)?.timing).seconds > 0)
    }
  }

  @Test func goesOnWithoutTheCellsThatFail() throws {
    let cells = [Self.cell(pageSize: "1G"), Self.cell(tlb: "zen4", pageSize: "1G"), Self.cell(tlb: "nothing")]
    let outcomes = try Self.pass(cells).run(on: Self.machine) { _ in true }
    #expect(Self.profile(outcomes[0]) == nil && Self.profile(outcomes[1]) != nil)
    guard case .failure(let error as TLBConfigurationError) = outcomes[0] else {
      Issue.record("not a failure: \(outcomes[0])")
      return
    }
    #expect(error == .noArray(name: "skylake", side: .fetch, size: "1G"))
    guard case .failure = outcomes[2] else {
      Issue.record("not a failure: \(outcomes[2])")
      return
    }
  }

  @Test func failsEveryCellOfASourceThatCannotBeOpened() throws {
    let failing = SweepMachine(
      open: { _ in throw TraceFailure.cannotOpen(path: "x", errorNumber: 2) }, guest: { _, _ in nil })
    let outcomes = try Self.pass([Self.cell(), Self.cell(tlb: "zen4")]).run(on: failing) { _ in true }
    for outcome in outcomes {
      guard case .failure(TraceFailure.cannotOpen(path: "x", errorNumber: 2)) = outcome else {
        Issue.record("not a failure: \(outcome)")
        continue
      }
    }
  }

  @Test func failsWithoutAccesses() throws {
    final class Nothing: AccessSource {
      let includesFetches = false
      let expectedCount: UInt64? = nil
      func nextBatch(into batch: UnsafeMutableBufferPointer<MemoryAccess>) throws(TraceFailure) -> Int { 0 }
    }
    let machine = SweepMachine(open: { _ in Nothing() }, guest: { _, _ in nil })
    let outcomes = try Self.pass([Self.cell()]).run(on: machine) { _ in true }
    guard case .failure(SweepFailure.noAccesses) = outcomes[0] else {
      Issue.record("not a failure: \(outcomes[0])")
      return
    }
  }

  @Test func takesNothingForFinishedThatWasStopped() throws {
    // Stopped in the middle, and at the very end, where an interrupted source cannot be told from one that has ended.
    for limit in [20_000, 50_000] as [UInt64] {
      let outcomes = try Self.pass([Self.cell()]).run(on: Self.machine) { $0 < limit }
      guard case .stopped = outcomes[0] else {
        Issue.record("not stopped: \(outcomes[0])")
        continue
      }
    }
  }

  // MARK: Grouping

  @Test(arguments: [1, 2, 5, 64]) func coversEveryCellOnceAndSharesOnlySources(_ workers: Int) {
    let cells = WorkloadName.allCases.flatMap { workload in
      (0..<10).map { Self.cell(workload, tlb: "l1d=\(1 << $0)x1,l1i=64x4") }
    }
    let passes = SweepPass.passes(of: cells, workers: workers)
    #expect(Set(passes.flatMap(\.cells)) == Set(cells) && passes.flatMap(\.cells).count == cells.count)
    for pass in passes { #expect(Set(pass.cells.map(\.source)).count == 1 && pass.cells.count <= 8) }
    #expect(passes.count >= min(cells.count, 4 * workers), "work for every worker")
  }

  @Test func beginsWithTheCostliest() {
    let cells = [1, 5, 3].map { Self.cell(accesses: $0 * 1000) }
    #expect(SweepPass.passes(of: cells, workers: 2).map { $0.cells[0] } == [cells[1], cells[2], cells[0]])
  }

  @Test func boundsTheTablesInMemory() {
    let cells = (0..<10).map { Self.cell(footprint: 1 << 40, tlb: "l1d=\(1 << $0)x1,l1i=64x4") }
    for pass in SweepPass.passes(of: cells, workers: 1) { #expect(pass.cells.count == 1) }
  }
}
