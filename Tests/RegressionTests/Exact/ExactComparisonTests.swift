import Regression
import Testing

/// What is compared without tolerance.
@Suite struct ExactComparisonTests {
  private func counter(
    _ name: String, _ events: UInt64, in operations: UInt64 = 1024, unit: String = "table entries read",
    _ polarity: ExactCounter.Polarity = .lowerIsBetter, validFor: String? = nil
  ) -> ExactCounter {
    ExactCounter(
      name: name, events: events, operations: operations, unit: unit, polarity: polarity, validFor: validFor)
  }

  private func counter(
    _ events: UInt64, in operations: UInt64 = 1024, unit: String = "table entries read",
    _ polarity: ExactCounter.Polarity = .lowerIsBetter
  ) -> ExactCounter {
    counter("references", events, in: operations, unit: unit, polarity)
  }

  private func benchmark(
    _ name: String = "walk", _ counters: ExactCounter..., change: (inout MeasuredBenchmark) -> Void = { _ in }
  ) -> MeasuredBenchmark {
    var benchmark = MeasuredBenchmark(name)
    benchmark.counters = counters
    change(&benchmark)
    return benchmark
  }

  private func run(_ benchmarks: [MeasuredBenchmark], _ source: RunFacts.Source = .bench) -> MeasuredRun {
    MeasuredRun(label: "r.json", facts: RunFacts(source: source), benchmarks: benchmarks)
  }

  private func findings(
    _ base: MeasuredBenchmark..., head: MeasuredBenchmark..., headSource: RunFacts.Source = .bench
  ) -> [Finding] {
    ExactComparison.findings(base: run(base), head: run(head, headSource))
  }

  private func outcome(_ findings: [Finding]) -> Comparison.Outcome {
    let facts = RunFacts(source: .bench)
    return Comparison(
      baseLabel: "b", headLabel: "h", baseFacts: facts, headFacts: facts, findings: findings
    ).outcome
  }

  @Test(
    arguments: [
      (4, 1, 4, 1, .unchanged), (4, 1, 8, 2, .unchanged), (4, 1, 5, 1, .regressed), (4, 1, 3, 1, .improved),
      (1, 3, 333_333_333, 1_000_000_000, .improved), (1, 3, 333_333_334, 1_000_000_000, .regressed),
      // Products of more than 64 bits, which differ in their last one.
      (UInt64.max, UInt64.max - 1, UInt64.max, UInt64.max - 1, .unchanged),
      (UInt64.max - 1, UInt64.max, UInt64.max, UInt64.max, .regressed),
      (UInt64.max - 2, UInt64.max - 1, UInt64.max - 1, UInt64.max, .regressed),
      (0, 0, 0, 1024, .unchanged), (0, 1, 1, UInt64.max, .regressed),
    ] as [(UInt64, UInt64, UInt64, UInt64, Verdict)])
  func ratiosAreComparedByCrossMultiplication(
    events: UInt64, operations: UInt64, newEvents: UInt64, newOperations: UInt64, verdict: Verdict
  ) {
    let old = counter(events, in: operations)
    #expect(counter(newEvents, in: newOperations).verdict(against: old) == verdict)
    let opposite: [Verdict: Verdict] = [.regressed: .improved, .improved: .regressed, .unchanged: .unchanged]
    #expect(
      counter(newEvents, in: newOperations, .higherIsBetter).verdict(
        against: counter(events, in: operations, .higherIsBetter)) == opposite[verdict])
  }

  @Test func aWorseCounterIsARegression() {
    let found = findings(benchmark("walk", counter(4096)), head: benchmark("walk", counter(5120)))
    #expect(found.count == 1 && found[0].evidence == .counter("references") && found[0].verdict == .regressed)
    #expect(found[0].base == 4 && found[0].head == 5 && found[0].change == 0.25)
    #expect(found[0].unit == "table entries read" && found[0].note.isEmpty && outcome(found) == .regressed)
  }

  @Test func aChangeThatATableRoundsAwayIsSaidInEvents() {
    let found = findings(
      benchmark("walk", counter(4_000_000, in: 1000)), head: benchmark("walk", counter(4_000_001, in: 1000)))
    #expect(found.map(\.note) == ["4 000 001 instead of 4 000 000 in 1 000 operations"])
  }

  @Test func whatIsMissingIsSaidAndFails() {
    let found = findings(benchmark("alpha"), benchmark("beta"), head: benchmark("beta"))
    #expect(found == [Finding("alpha", .presence, .notComparable, note: "head does not have it")])
    #expect(outcome(found) == .notComparable)
  }

  @Test func whatIsNewIsSaidAndPasses() {
    let found = findings(benchmark("beta"), head: benchmark("gamma/delta", counter(1)), benchmark("beta"))
    #expect(
      found == [
        Finding("gamma/delta", .presence, .notComparable, isAdvisory: true, note: "base does not have it")
      ])
    #expect(outcome(found) == .fine)
  }

  @Test func whatIsNewMustRunAndMayNotAllocate() {
    let failing = findings(benchmark("a"), head: benchmark("a"), benchmark("b") { $0.failure = "mismatch" })
    #expect(failing.map(\.evidence) == [.presence, .failure] && outcome(failing) == .wrong)
    let allocating = findings(benchmark("a"), head: benchmark("a"), benchmark("b") { $0.allocations = 2 })
    #expect(allocating.map(\.evidence) == [.presence, .allocations] && outcome(allocating) == .wrong)
  }

  @Test func aRenamedBenchmarkIsRecognisedByWhatItDoes() {
    let summary = { (benchmark: inout MeasuredBenchmark) in benchmark.summary = "one walk" }
    let found = findings(
      benchmark("walk/hot", counter(4), change: summary), benchmark("tlb/hit", counter(9)),
      head: benchmark("translate/warm", counter(4), change: summary), benchmark("tlb/hits", counter(9)))
    #expect(
      found.map(\.note) == [
        "head does not have it; renamed? head has 'translate/warm', which base has not",
        "head does not have it; renamed? head has 'tlb/hits', which base has not",
        "base does not have it; renamed? base has 'walk/hot', which head has not",
        "base does not have it; renamed? base has 'tlb/hit', which head has not",
      ])
    #expect(outcome(found) == .notComparable)
  }

  @Test func aRenamedBenchmarkIsRecognisedByItsName() {
    let near = findings(benchmark("BM_copy/64"), head: benchmark("BM_copy_64"))
    #expect(near[0].note.contains("renamed? head has 'BM_copy_64'"))
    // Another count of table entries: not the same one under another name.
    let other = findings(benchmark("walk/a", counter(4)), head: benchmark("walk/b", counter(5)))
    #expect(other.allSatisfy { !$0.note.contains("renamed") })
  }

  @Test func anotherCountOfThreadsIsAnotherConfiguration() {
    let found = findings(benchmark("a"), head: benchmark("a") { $0.threads = 4 })
    #expect(found == [Finding("a", .configuration, .notComparable, note: "head ran 4 threads, base 1")])
    // Both are there on both sides.
    let two = [benchmark("a"), benchmark("a") { $0.threads = 2 }]
    #expect(ExactComparison.findings(base: run(two), head: run(two.reversed())).isEmpty)
  }

  @Test func anotherLimitIsAnotherConfiguration() {
    let found = findings(benchmark("a") { $0.limit = "limit/x" }, head: benchmark("a") { $0.limit = "limit/y" })
    #expect(found.map(\.note) == ["head is bounded by 'limit/y', base by 'limit/x'"])
    #expect(outcome(found) == .notComparable)
    #expect(findings(benchmark("a") { $0.limit = "limit/x" }, head: benchmark("a")).isEmpty)
  }

  @Test func aCounterThatHeadLacksFailsAndOneThatBaseLacksDoesNot() {
    let gone = findings(benchmark("a", counter(4)), head: benchmark("a"))
    #expect(gone == [Finding("a", .configuration, .notComparable, note: "head does not count 'references'")])
    let foreign = findings(benchmark("a", counter(4)), head: benchmark("a"), headSource: .googleBenchmark)
    #expect(foreign[0].note.hasSuffix("; if it does, say --counter references=lower"))
    #expect(findings(benchmark("a"), head: benchmark("a", counter(4))).isEmpty)
    #expect(
      ExactComparison.remarks(base: run([benchmark("a")]), head: run([benchmark("a", counter(4))]))
        == ["'references' is not compared: base does not count it (1 benchmark)"])
  }

  @Test func anotherUnitOrDirectionIsAnotherConfiguration() {
    let unit = findings(benchmark("a", counter(4)), head: benchmark("a", counter(4, unit: "bytes")))
    #expect(unit.map(\.note) == ["head counts 'references' in bytes, not in table entries read"])
    let polarity = findings(benchmark("a", counter(4)), head: benchmark("a", counter(4, .higherIsBetter)))
    #expect(polarity.map(\.evidence) == [.configuration] && outcome(polarity) == .notComparable)
    // A plain file does not say its unit.
    #expect(findings(benchmark("a", counter(4)), head: benchmark("a", counter(4, unit: "")))[0].verdict == .unchanged)
  }

  @Test func anotherCountOfOperationsIsSaidBesideTheRatio() {
    let same = findings(benchmark("a", counter(4, in: 1)), head: benchmark("a", counter(8, in: 2)))
    #expect(same.map(\.verdict) == [.notComparable, .unchanged] && outcome(same) == .notComparable)
    #expect(same[0].note == "head counts 'references' over 2 operations, not 1")
    let worse = findings(benchmark("a", counter(4, in: 1)), head: benchmark("a", counter(9, in: 2)))
    #expect(outcome(worse) == .regressed)
    let plain = findings(benchmark("a", counter(1, in: 3, unit: "")), head: benchmark("a", counter(2, in: 6, unit: "")))
    #expect(plain.map(\.verdict) == [.unchanged])
  }

  @Test func countsOfAnotherToolAreSaidAndNotCompared() {
    let sides = ["swift 6.3", "swift 6.4"].enumerated().map { index, place in
      benchmark("a", counter("instructions", 100 + UInt64(index), unit: "instructions", validFor: place))
    }
    #expect(findings(sides[0], head: sides[1]).isEmpty)
    #expect(
      ExactComparison.remarks(base: run([sides[0]]), head: run([sides[1]]))
        == [
          "'instructions' is not compared: it was counted with swift 6.3 on base and swift 6.4 on head (1 benchmark)"
        ])
    #expect(findings(sides[0], head: benchmark("a")).isEmpty)
    let same = findings(
      sides[0], head: benchmark("a", counter("instructions", 101, unit: "instructions", validFor: "swift 6.3")))
    #expect(same.map(\.verdict) == [.regressed])
    // The tool chooses how often it counts.
    let more = findings(
      sides[0],
      head: benchmark("a", counter("instructions", 200, in: 2048, unit: "instructions", validFor: "swift 6.3")))
    #expect(more.map(\.verdict) == [.unchanged])
  }

  @Test(
    arguments: [
      (nil, "no device", .regressed, .wrong), ("no device", "no device", .notComparable, .notComparable),
      ("no device", nil, .improved, .fine),
    ] as [(String?, String?, Verdict, Comparison.Outcome)])
  func whatNoLongerRunsIsWrong(base: String?, head: String?, verdict: Verdict, expected: Comparison.Outcome) {
    let found = findings(benchmark("a") { $0.failure = base }, head: benchmark("a") { $0.failure = head })
    #expect(found.map(\.evidence) == [.failure] && found[0].verdict == verdict && outcome(found) == expected)
    #expect(found[0].note.hasSuffix(": no device"))
  }

  @Test func whatIsSkippedIsLostOnlyIfItRanBefore() {
    let skipped = benchmark("a") { $0.skipReason = "no GPU" }
    let lost = findings(benchmark("a"), head: skipped)
    #expect(lost == [Finding("a", .presence, .notComparable, note: "head skipped it: no GPU")])
    #expect(outcome(findings(skipped, head: benchmark("a"))) == .fine)
    #expect(outcome(findings(skipped, head: skipped)) == .fine)
  }

  @Test(
    arguments: [
      (0, 0, .unchanged, .fine), (0, 1, .regressed, .wrong), (3, 1, .regressed, .wrong), (3, 0, .improved, .fine),
      (nil, 1, .regressed, .wrong), (nil, 0, .unchanged, .fine),
    ] as [(Int64?, Int64, Verdict, Comparison.Outcome)])
  func anAllocationInTimedCodeIsWrong(base: Int64?, head: Int64, verdict: Verdict, expected: Comparison.Outcome) {
    let found = findings(benchmark("a") { $0.allocations = base }, head: benchmark("a") { $0.allocations = head })
    #expect(found.map(\.evidence) == [.allocations] && found[0].verdict == verdict && outcome(found) == expected)
  }

  @Test func aDigestSaysWhatChangedWithIt() {
    let old = benchmark("p", counter("walks", 5)) { $0.digest = "aa" }
    #expect(findings(old, head: old).last == Finding("p", .digest, .unchanged))
    let worse = findings(old, head: benchmark("p", counter("walks", 6)) { $0.digest = "bb" })
    #expect(worse.last == Finding("p", .digest, .regressed, note: "digest bb, not aa, with walks"))
    let better = findings(old, head: benchmark("p", counter("walks", 4)) { $0.digest = "bb" })
    #expect(better.last?.verdict == .improved && outcome(better) == .fine)
    // Nothing that has a better direction changed: it is not the same thing that was profiled.
    let other = findings(old, head: benchmark("p", counter("walks", 5)) { $0.digest = "bb" })
    #expect(other.last?.verdict == .notComparable && outcome(other) == .notComparable)
  }

  @Test func findingsAreInBasesOrder() {
    let found = findings(
      benchmark("c", counter(1)), benchmark("a"), benchmark("b", counter(1)),
      head: benchmark("n"), benchmark("b", counter(1)), benchmark("c", counter(1)))
    #expect(found.map(\.benchmark) == ["c", "a", "b", "n"])
  }
}
