import Regression

/// Compares two stored runs.
struct CompareFiles {
  let options: CompareOptions

  /// The comparison of what two paths lead to.
  func comparison(base: String, head: String) throws(CommandFailure) -> Comparison {
    guard base != "-" || head != "-" else {
      throw CommandFailure(.usage, "both sides cannot be standard input; name a file for one of them")
    }
    let runs = (base: try read(base), head: try read(head))
    try checkCounters(in: [runs.base, runs.head])
    let (base, head) = try filtered(runs.base, runs.head)
    let findings =
      ExactComparison.findings(base: base, head: head)
      + StoredTimeComparison.findings(base: base, head: head, rules: options.rules)
    return Comparison(
      baseLabel: base.label, headLabel: head.label, baseFacts: base.facts, headFacts: head.facts,
      rules: options.rules, findings: Self.ordered(findings, base, head), remarks: remarks(base, head))
  }

  /// Findings in base's order, then what only head has, those of one benchmark together.
  private static func ordered(_ findings: [Finding], _ base: MeasuredRun, _ head: MeasuredRun) -> [Finding] {
    let names = (base.benchmarks + head.benchmarks).map(\.name)
    let ranks = Dictionary(names.enumerated().map { ($1, $0) }) { first, _ in first }
    let ranked = findings.enumerated().sorted {
      (ranks[$0.1.benchmark] ?? 0, $0.0) < (ranks[$1.1.benchmark] ?? 0, $1.0)
    }
    return ranked.map(\.element)
  }

  private func read(_ path: String) throws(CommandFailure) -> MeasuredRun {
    do {
      return try RunReader.read(path, counters: options.counter)
    } catch {
      throw CommandFailure(error)
    }
  }

  /// A counter that nothing has was written wrong, and a gate that waits for it would sleep.
  private func checkCounters(in runs: [MeasuredRun]) throws(CommandFailure) {
    let names = Set(runs.flatMap(\.benchmarks).flatMap(\.counters).map(\.name))
    guard let stranger = options.counter.first(where: { !names.contains($0.name) }) else { return }
    throw CommandFailure(.usage, "no benchmark of either side has a counter '\(stranger.name)'; look into the files")
  }

  private func filtered(
    _ base: MeasuredRun, _ head: MeasuredRun
  ) throws(CommandFailure) -> (MeasuredRun, MeasuredRun) {
    guard let text = options.filter else { return (base, head) }
    let filter = try NameFilter(text)
    var (base, head) = (base, head)
    base.benchmarks.removeAll { !filter.selects($0.name) }
    head.benchmarks.removeAll { !filter.selects($0.name) }
    guard !base.benchmarks.isEmpty || !head.benchmarks.isEmpty else {
      throw CommandFailure(.usage, "no benchmark of either side matches '\(text)'")
    }
    return (base, head)
  }

  private func remarks(_ base: MeasuredRun, _ head: MeasuredRun) -> [String] {
    let sides = [("base", base), ("head", head)]
    let interrupted = sides.filter { $0.1.facts.isInterrupted }.map { "the run of \($0.0) was interrupted" }
    return interrupted + ExactComparison.remarks(base: base, head: head)
      + StoredTimeComparison.remarks(base: base, head: head)
  }
}

extension CommandFailure {
  /// What a file's failure ends a command with.
  init(_ failure: RunFailure) {
    let status: ExitStatus =
      switch failure.kind {
      case .noInput: .noInput
      case .badData: .badData
      case .otherSchema: .notComparable
      case .inputOutput: .inputOutput
      }
    self.init(status, "\(failure)")
  }
}
