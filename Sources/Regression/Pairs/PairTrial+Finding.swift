import Foundation

extension PairTrial {
  /// What the trial found, or has found so far.
  var finding: Finding {
    var finding = Finding(name, .time, verdict, base: series.times?.base, head: series.times?.head, unit: "ns")
    finding.note = note
    finding.pairs = series.pairs.count
    finding.change = nil
    guard let interval = series.interval else { return finding }
    finding.change = expm1(interval.median)
    finding.interval = expm1(interval.lower)...expm1(interval.upper)
    finding.detectable = expm1(interval.detectable(threshold: threshold))
    return finding
  }

  private var verdict: Verdict {
    switch ending {
    case .slower: .regressed
    case .faster: .improved
    case .within, .small, .refuted: .unchanged
    case .unconfirmed, .contradicted, .controlMoved, .undecided, .unmeasured, nil: .inconclusive
    }
  }

  private var note: String {
    switch ending {
    case .slower, .faster, .within: ""
    case .small: "a change, and a smaller one than \(percent(expm1(threshold)))"
    case .refuted: "the first \(first.pairs.count) pairs said \(firstChange), fresh ones do not"
    case .unconfirmed: "the first \(first.pairs.count) pairs said \(firstChange), fresh ones cannot tell"
    case .contradicted: "the first \(first.pairs.count) pairs said \(firstChange), fresh ones the opposite"
    case .controlMoved: "the host, not the code: a copy of base differs from base by \(controlChange)"
    case .undecided: "too noisy for \(first.pairs.count) pairs, which cannot exclude \(farthestChange)"
    case .unmeasured: "a process reported no CPU time for it"
    case nil: "interrupted after \(first.pairs.count + fresh.pairs.count) pairs"
    }
  }

  private var firstChange: String { first.interval.map { percent(expm1($0.median), isSigned: true) } ?? "nothing" }
  private var controlChange: String {
    series.controlInterval.map { percent(expm1($0.median), isSigned: true) } ?? "nothing"
  }

  /// The end of the interval that is farther from zero.
  private var farthestChange: String {
    guard let interval = series.interval else { return "anything" }
    let end = -interval.lower > interval.upper ? interval.lower : interval.upper
    return percent(expm1(end), isSigned: true)
  }

  private func percent(_ fraction: Double, isSigned: Bool = false) -> String {
    String(format: isSigned ? "%+.1f %%" : "%.1f %%", fraction * 100)
  }
}
