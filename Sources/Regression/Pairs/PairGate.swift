/// Says by pairs of processes whether times changed.
///
/// Each pair runs base, head and a copy of base, the control, in an order that alternates. A benchmark leaves when it is
/// decided, so that only those run on which could not be told yet.
public struct PairGate {
  private let rules: PairRules
  private let floors: [String: Double]

  /// A gate.
  ///
  /// - Parameter floors: by how much the same code differs on this host, as a fraction, by benchmark.
  public init(_ rules: PairRules, floors: [String: Double] = [:]) {
    self.rules = rules
    self.floors = floors
  }

  /// Runs pairs until all benchmarks are decided.
  ///
  /// - Parameters:
  ///   - sameInstructions: of benchmarks that regressed, those that take the same number of instructions on both sides. It is
  ///     asked once, and only if there are any.
  ///   - onPair: is called after each pair.
  /// - Throws: what the source throws, except for ``ProcessInterruption``.
  public func run(
    _ names: [String], on source: inout some ProcessSource,
    sameInstructions: ([String]) throws -> Set<String> = { _ in [] },
    onPair: (PairProgress) -> Void = { _ in }
  ) throws -> PairOutcome {
    var trials = names.map { PairTrial($0, rules, floor: floors[$0] ?? 0) }
    var outcome = PairOutcome(findings: [], remarks: [], pairs: 0, isInterrupted: false)
    do {
      var runs = 0
      while trials.contains(where: { $0.ending == nil }) {
        let active = trials.indices.filter { trials[$0].ending == nil }
        let phases = trials.map(\.candidate)
        let times = try pair(outcome.pairs, active.map { trials[$0].name }, &source)
        for index in active { trials[index].take(PairedTimes(trials[index].name, in: times)) }
        outcome.pairs += 1
        runs += active.count * Arm.allCases.count
        onPair(progress(trials, outcome.pairs, runs, before: active.count, phases))
      }
      outcome.findings = try vetoed(trials.map(\.finding), sameInstructions)
    } catch is ProcessInterruption {
      outcome.isInterrupted = true
      outcome.findings = trials.map(\.finding)
    }
    outcome.remarks = remarks(trials)
    return outcome
  }

  private func pair(
    _ number: Int, _ names: [String], _ source: inout some ProcessSource
  ) throws -> [Arm: [String: Double]] {
    var times: [Arm: [String: Double]] = [:]
    for arm in Arm.order(ofPair: number) { times[arm] = try source.run(arm, names) }
    return times
  }

  private func progress(
    _ trials: [PairTrial], _ pairs: Int, _ runs: Int, before: Int, _ phases: [PairSeries.Reading?]
  ) -> PairProgress {
    let active = trials.filter { $0.ending == nil }
    return PairProgress(
      pairs: pairs, benchmarks: trials.count, undecided: active.count,
      candidates: active.count { $0.candidate != nil },
      hasLooked: active.count != before || trials.map(\.candidate) != phases,
      runsToLook: active.reduce(0) { $0 + $1.pairsToLook } * Arm.allCases.count, runs: runs)
  }

  /// The findings, where a regression of time that takes no more instructions decides nothing: it is not the code that
  /// does more.
  private func vetoed(
    _ findings: [Finding], _ sameInstructions: ([String]) throws -> Set<String>
  ) throws -> [Finding] {
    let regressed = findings.filter { $0.verdict == .regressed }.map(\.benchmark)
    let same = regressed.isEmpty ? [] : try sameInstructions(regressed)
    return findings.map { finding in
      guard finding.verdict == .regressed, same.contains(finding.benchmark) else { return finding }
      var advisory = finding
      advisory.isAdvisory = true
      advisory.note = "both take the same number of instructions: where the code lies changed, and not what it does"
      return advisory
    }
  }

  private func remarks(_ trials: [PairTrial]) -> [String] {
    let moved = trials.count { $0.ending == .controlMoved }
    guard moved > 0 else { return [] }
    return [
      "a copy of base differed from base in \(moved) of \(trials.count) benchmarks: the host is at fault there, so "
        + "compare again when it is quieter"
    ]
  }
}
