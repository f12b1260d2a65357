import Report

/// A finding's parts as a person reads them.
package struct FindingWords {
  private let finding: Finding

  package init(_ finding: Finding) { self.finding = finding }

  /// What evidence is called.
  package static func name(_ evidence: Evidence) -> String {
    switch evidence {
    case .counter(let name): name
    case .allocations: "allocations"
    case .digest: "digest"
    case .time: "time"
    case .presence: "presence"
    case .configuration: "configuration"
    case .failure: "failure"
    }
  }

  /// Base's value with its spread; a dash where there is none.
  package var base: String { Self.value(values.base, finding.baseSpread) }

  /// Head's value with its spread; a dash where there is none.
  package var head: String { Self.value(values.head, finding.headSpread) }

  /// The change: `+5.00%`, `~` where there is none that matters, `?` where nobody can tell.
  package var change: String {
    switch finding.verdict {
    case .unchanged: return "~"
    case .inconclusive: return "?"
    case .regressed, .improved, .notComparable: break
    }
    if let change = finding.change { return Self.percent(change) }
    return finding.base == 0 && (finding.head ?? 0) > 0 ? "from 0" : "–"
  }

  /// The interval: `[+4.10%, +6.02%]`; empty where there is none.
  package var interval: String {
    finding.interval.map { "[\(Self.percent($0.lowerBound)), \(Self.percent($0.upperBound))]" } ?? ""
  }

  /// How many pairs of processes; empty where there are none.
  package var pairs: String { finding.pairs.map(String.init) ?? "" }

  /// The verdict, and whether it decides.
  package var verdict: String { Self.word(finding.verdict) + (finding.isAdvisory ? " (advisory)" : "") }

  /// The finding in a line without the benchmark's name: `time 10.00 → 10.50, +5.00% [+4.10%, +6.02%], 10 pairs: regressed`.
  package var sentence: String {
    var text = Self.name(finding.evidence)
    if finding.base != nil || finding.head != nil {
      let unit = finding.unit.isEmpty ? "" : " \(finding.unit)"
      text += " \(base) → \(head)\(unit), \(change)"
      if !interval.isEmpty { text += " \(interval)" }
      if !pairs.isEmpty { text += ", \(pairs) pairs" }
    }
    text += ": \(verdict)"
    if let smallest { text += "; \(smallest)" }
    return finding.note.isEmpty ? text : text + "; " + finding.note
  }

  /// What could have been seen, where it could not be told.
  package var smallest: String? {
    guard finding.verdict == .inconclusive else { return nil }
    return finding.detectable.map { "only a change of \(Self.magnitude($0)) or more would have been seen" }
  }

  package static func word(_ verdict: Verdict) -> String {
    verdict == .notComparable ? "not comparable" : verdict.rawValue
  }

  /// A fraction as a percentage with its sign.
  package static func percent(_ fraction: Double) -> String {
    let text = magnitude(fraction)
    return text == "0%" ? text : (fraction < 0 ? "-" : "+") + text
  }

  /// A fraction's magnitude as a percentage: two decimals, or the first digit that is not zero.
  package static func magnitude(_ fraction: Double) -> String {
    let percent = fraction.magnitude * 100
    guard percent.isFinite else { return "∞%" }
    if percent == 0 { return "0%" }
    return (percent < 0.005 ? NumberText.significant(percent, digits: 1) : NumberText.fixed(percent, decimals: 2)) + "%"
  }

  /// Both values with as many digits as it takes to tell them apart.
  private var values: (base: String, head: String) {
    func texts(_ digits: Int) -> (String, String) {
      (finding.base.map { Self.number($0, digits) } ?? "–", finding.head.map { Self.number($0, digits) } ?? "–")
    }
    guard let base = finding.base, let head = finding.head, base != head else { return texts(4) }
    // So many that rounding makes no difference of its own.
    let difference = head - base
    let digits = (4...17).first { digits in
      let (left, right) = (Double(Self.number(base, digits)) ?? .nan, Double(Self.number(head, digits)) ?? .nan)
      return abs(right - left - difference) <= 0.1 * abs(difference)
    }
    return texts(digits ?? 17)
  }

  /// A number with at least so many digits; whole numbers whole.
  package static func number(_ value: Double, _ digits: Int) -> String {
    guard value.isFinite else { return "–" }
    if value == value.rounded(), value.magnitude < 1e15 { return NumberText.fixed(value, decimals: 0) }
    let whole = value.magnitude < 1 ? 1 : NumberText.fixed(value.magnitude.rounded(.down), decimals: 0).count
    if value.magnitude < 0.001 { return NumberText.significant(value, digits: digits) }
    return NumberText.fixed(value, decimals: max(0, digits - whole))
  }

  private static func value(_ text: String, _ spread: Double?) -> String {
    spread.map { "\(text) ± \(NumberText.fixed($0 * 100, decimals: 0))%" } ?? text
  }
}
