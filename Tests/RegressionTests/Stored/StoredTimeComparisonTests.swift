import Regression
import Testing

/// The times of stored files.
@Suite struct StoredTimeComparisonTests {
  private static let host = HostFingerprint(hostName: "vm", processor: "AMD EPYC", processorCount: 2)
  private static let noise = [10.0, 10.1, 10.05, 10.2, 10.02, 10.15, 10.08]

  private func run(
    _ times: [Double], host: HostFingerprint? = host, instructions: UInt64? = nil, validFor: String = "swift 6.3"
  ) -> MeasuredRun {
    var benchmark = MeasuredBenchmark("walk")
    // Noise only adds: the second repetition is never the least.
    benchmark.processes = times.map { ProcessTimes([$0 * 1.1, $0]) }
    benchmark.counters =
      instructions.map {
        [
          ExactCounter(
            name: "instructions", events: $0, operations: 1, unit: "instructions", polarity: .lowerIsBetter,
            validFor: validFor)
        ]
      } ?? []
    return MeasuredRun(label: "r", facts: RunFacts(source: .bench, host: host), benchmarks: [benchmark])
  }

  private func slower(_ factor: Double, _ count: Int = 7) -> [Double] { Self.noise.prefix(count).map { $0 * factor } }

  private func finding(
    _ base: MeasuredRun, _ head: MeasuredRun, _ rules: Comparison.Rules = .init()
  ) throws -> Finding {
    let findings = StoredTimeComparison.findings(base: base, head: head, rules: rules)
    #expect(findings.count == 1 && findings[0].evidence == .time)
    return try #require(findings.first)
  }

  @Test func sixProcessesOnOneMachineDecide() throws {
    let slow = try finding(run(Self.noise), run(slower(1.1)))
    #expect(slow.verdict == .regressed && !slow.isAdvisory && slow.note.isEmpty)
    #expect(abs((slow.change ?? 0) - 0.1) < 1e-9 && slow.unit == "ns")
    #expect(slow.base == 10.08 && abs((slow.baseSpread ?? 0) - 0.1 / 10.08) < 1e-12)
    let interval = try #require(slow.interval)
    #expect(interval.lowerBound > 0.08 && interval.upperBound < 0.12)
    #expect(try finding(run(slower(1.1, 6)), run(slower(1, 6))).verdict == .improved)
    #expect(try finding(run(slower(1, 6)), run(slower(1.1, 6))).isAdvisory == false)
    #expect(StoredTimeComparison.remarks(base: run(Self.noise), head: run(slower(1.1))).isEmpty)
  }

  @Test func aChangeMustExceedTheMargin() throws {
    #expect(try finding(run(Self.noise), run(slower(1.025))).verdict == .unchanged)
    var rules = Comparison.Rules()
    rules.margin = 0.01
    #expect(try finding(run(Self.noise), run(slower(1.025)), rules).verdict == .regressed)
  }

  @Test func anIntervalThatHoldsZeroAndAChangeThatMattersIsInconclusive() throws {
    let wide = [10.0, 12, 11, 13, 10.5, 12.5]
    let found = try finding(run(wide), run(wide.map { $0 * 1.04 }))
    #expect(found.verdict == .inconclusive && !found.isAdvisory && (found.detectable ?? 0) > 0.1)
    #expect(try finding(run(Self.noise), run(Self.noise)).verdict == .unchanged)
  }

  @Test func fewProcessesOrAnotherMachineAreAdvisory() throws {
    let one = try finding(run([10]), run([11]))
    #expect(one.verdict == .regressed && one.isAdvisory && one.interval == nil && one.base == 10 && one.head == 11)
    #expect(try finding(run([10]), run([10.1])).verdict == .unchanged)
    #expect(try finding(run(slower(1, 5)), run(Self.noise)).isAdvisory)
    var elsewhere = Self.host
    elsewhere.processorCount = 4
    for host in [elsewhere, nil] {
      let other = try finding(run(Self.noise), run(slower(1.1), host: host))
      #expect(other.verdict == .regressed && other.isAdvisory && other.interval != nil)
    }
  }

  @Test func remarksSayWhyTimesAreAdvisory() {
    let few = StoredTimeComparison.remarks(base: run([10]), head: run(Self.noise))
    #expect(few == ["times are advisory: 1 of 1 benchmarks have fewer than 6 processes on a side"])
    var other = Self.host
    other.hostName = "ci"
    let elsewhere = StoredTimeComparison.remarks(base: run(Self.noise), head: run(Self.noise, host: other))
    #expect(elsewhere == ["times are advisory: the files were made on two machines, vm and ci"])
    let unknown = StoredTimeComparison.remarks(base: run(Self.noise), head: run(Self.noise, host: nil))
    #expect(unknown == ["times are advisory: the files do not say on which machine they were made"])
  }

  @Test func whereItMustBeToldWhatCannotBeIsInconclusive() throws {
    var rules = Comparison.Rules()
    rules.requiresConclusive = true
    let one = try finding(run([10]), run([11]), rules)
    #expect(one.verdict == .inconclusive && !one.isAdvisory)
    rules.timeIsAdvisory = true
    #expect(try finding(run([10]), run([11]), rules).isAdvisory)
  }

  @Test func theSameInstructionsAreTheSameCode() throws {
    let same = try finding(run(Self.noise, instructions: 500), run(slower(1.1), instructions: 500))
    #expect(same.verdict == .regressed && same.isAdvisory && same.note.contains("same count of instructions"))
    let more = try finding(run(Self.noise, instructions: 500), run(slower(1.1), instructions: 501))
    #expect(!more.isAdvisory && more.note.isEmpty)
    let other = try finding(
      run(Self.noise, instructions: 500), run(slower(1.1), instructions: 500, validFor: "swift 6.4"))
    #expect(!other.isAdvisory)
  }

  @Test func aTimeOfZeroIsNotCompared() throws {
    let found = try finding(run([0] + Self.noise), run([1] + Self.noise))
    #expect(found.verdict == .notComparable && found.isAdvisory)
  }

  @Test func whatHasNoTimesOnBothSidesHasNoFinding() {
    let empty = run([])
    #expect(StoredTimeComparison.findings(base: empty, head: run(Self.noise), rules: .init()).isEmpty)
    #expect(StoredTimeComparison.remarks(base: empty, head: empty).isEmpty)
    #expect(StoredTimeComparison.remarks(base: empty, head: run(Self.noise)).isEmpty)
    #expect(
      StoredTimeComparison.remarks(base: run(Self.noise), head: empty)
        == ["times are not compared: head has none of 1 benchmarks that base timed"])
  }
}
