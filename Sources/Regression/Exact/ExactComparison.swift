/// What is compared without tolerance: presence, configuration, failures, counters, allocations and digests.
///
/// Only what base has can be lost: what only head has, a benchmark or a counter, is reported and decides nothing, except
/// that a new benchmark must run and may not allocate. Counts that depend on a tool and a compiler are compared where both
/// are the same, and need not be there.
public enum ExactComparison {
  /// What is found, in base's order, then what only head has. No times.
  public static func findings(base: MeasuredRun, head: MeasuredRun) -> [Finding] {
    let matching = BenchmarkMatching(base: base, head: head)
    let renames = RenameGuess(missing: matching.pairs.filter { $0.head == nil }.map(\.base), new: matching.new)
    let old = matching.pairs.flatMap { pair in
      pair.head.map { findings(pair.base, $0, head.facts.source) } ?? [missing(pair.base, renames)]
    }
    return old + matching.new.flatMap { new($0, renames) }
  }

  /// What is said of the comparison as a whole: counters that are not compared, each with its reason and how often.
  public static func remarks(base: MeasuredRun, head: MeasuredRun) -> [String] {
    let asides = BenchmarkMatching(base: base, head: head).pairs.flatMap { pair in
      pair.head.map { CounterComparison(base: pair.base, head: $0, headSource: head.facts.source).asides } ?? []
    }
    let sentences = asides.map { "'\($0.counter)' is not compared: \($0.reason)" }
    let counts = Dictionary(sentences.map { ($0, 1) }, uniquingKeysWith: +)
    var seen: Set<String> = []
    return sentences.filter { seen.insert($0).inserted }.map { sentence in
      let count = counts[sentence] ?? 0
      return "\(sentence) (\(count) \(count == 1 ? "benchmark" : "benchmarks"))"
    }
  }

  private static func missing(_ benchmark: MeasuredBenchmark, _ renames: RenameGuess) -> Finding {
    let guess = renames.newNames[benchmark.name].map { "; renamed? head has '\($0)', which base has not" } ?? ""
    return Finding(benchmark.name, .presence, .notComparable, note: "head does not have it\(guess)")
  }

  private static func new(_ benchmark: MeasuredBenchmark, _ renames: RenameGuess) -> [Finding] {
    let guess = renames.oldNames[benchmark.name].map { "; renamed? base has '\($0)', which head has not" } ?? ""
    let presence = Finding(
      benchmark.name, .presence, .notComparable, isAdvisory: true, note: "base does not have it\(guess)")
    let failure = benchmark.failure.map {
      Finding(benchmark.name, .failure, .regressed, note: "it does not run: \($0)")
    }
    let allocations = (benchmark.allocations ?? 0) > 0 ? allocations(nil, benchmark) : nil
    return [presence, failure, allocations].compactMap(\.self)
  }

  private static func findings(
    _ base: MeasuredBenchmark, _ head: MeasuredBenchmark, _ headSource: RunFacts.Source
  ) -> [Finding] {
    let failure = failure(base, head)
    guard head.failure == nil else { return [failure].compactMap(\.self) }
    let allocations = allocations(base, head)
    if let skip = skip(base, head) { return [failure, skip, allocations].compactMap(\.self) }
    guard base.failure == nil else { return [failure, allocations].compactMap(\.self) }
    let counters = CounterComparison(base: base, head: head, headSource: headSource).findings
    return configuration(base, head) + counters + [allocations, digest(base, head, counters)].compactMap(\.self)
  }

  private static func failure(_ base: MeasuredBenchmark, _ head: MeasuredBenchmark) -> Finding? {
    switch (base.failure, head.failure) {
    case (nil, nil): nil
    case (nil, let reason?): Finding(base.name, .failure, .regressed, note: "head does not run: \(reason)")
    case (let reason?, nil): Finding(base.name, .failure, .improved, note: "base did not run: \(reason)")
    case (_, let reason?): Finding(base.name, .failure, .notComparable, note: "neither side runs: \(reason)")
    }
  }

  /// What chose not to run measured nothing. That is a loss only if it ran before.
  private static func skip(_ base: MeasuredBenchmark, _ head: MeasuredBenchmark) -> Finding? {
    let reasons = [base, head].map { $0.processes.isEmpty ? $0.skipReason : nil }
    switch (reasons[0], reasons[1]) {
    case (nil, nil): return nil
    case (nil, let reason?): return Finding(base.name, .presence, .notComparable, note: "head skipped it: \(reason)")
    case (let reason?, nil):
      return Finding(base.name, .presence, .notComparable, isAdvisory: true, note: "base skipped it: \(reason)")
    case (_, let reason?):
      return Finding(base.name, .presence, .notComparable, isAdvisory: true, note: "both sides skipped it: \(reason)")
    }
  }

  private static func configuration(_ base: MeasuredBenchmark, _ head: MeasuredBenchmark) -> [Finding] {
    var differences: [String] = []
    if base.threads != head.threads { differences.append("head ran \(head.threads) threads, base \(base.threads)") }
    if let old = base.limit, let new = head.limit, old != new {
      differences.append("head is bounded by '\(new)', base by '\(old)'")
    }
    return differences.map { Finding(base.name, .configuration, .notComparable, note: $0) }
  }

  /// An allocation in timed code is wrong whatever base did.
  private static func allocations(_ base: MeasuredBenchmark?, _ head: MeasuredBenchmark) -> Finding? {
    guard let count = head.allocations else { return nil }
    let before = base?.allocations
    let verdict: Verdict = count > 0 ? .regressed : before ?? 0 > 0 ? .improved : .unchanged
    return Finding(
      head.name, .allocations, verdict, base: before.map(Double.init), head: Double(count), unit: "allocations")
  }

  /// The digest of a profile covers its counters and what describes the source: accesses, pages touched, page crossings. If
  /// it alone differs, the two sides did not profile the same thing: that is neither better nor worse, and no pass.
  private static func digest(
    _ base: MeasuredBenchmark, _ head: MeasuredBenchmark, _ counters: [Finding]
  ) -> Finding? {
    guard let old = base.digest, let new = head.digest else { return nil }
    guard old != new else { return Finding(base.name, .digest, .unchanged) }
    let changed = counters.filter { $0.verdict == .regressed || $0.verdict == .improved }
    let names = changed.compactMap { finding in
      if case .counter(let name) = finding.evidence { name } else { nil }
    }
    guard !names.isEmpty else {
      return Finding(
        base.name, .digest, .notComparable,
        note: "digest \(new), not \(old), with the same counters: the source made other accesses")
    }
    let verdict: Verdict = changed.contains { $0.verdict == .regressed } ? .regressed : .improved
    return Finding(
      base.name, .digest, verdict, note: "digest \(new), not \(old), with \(names.joined(separator: ", "))")
  }
}
