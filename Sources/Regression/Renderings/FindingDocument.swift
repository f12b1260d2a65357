/// A finding as the JSON file of a comparison has it.
public struct FindingDocument: Equatable, Sendable, Codable {
  /// What a finding rests on, by its name.
  public enum Kind: String, Sendable, Codable {
    /// An exact counter, which ``FindingDocument/counter`` names.
    case counter
    /// The others, as ``Evidence`` has them.
    case allocations, digest, time, presence, configuration, failure
  }

  /// The benchmark's name.
  public var benchmark: String
  /// What the finding rests on.
  public var evidence: Kind
  /// The counter's name.
  public var counter: String?
  /// Base's value.
  public var base: Double?
  /// Head's value.
  public var head: Double?
  /// How far base's processes lie apart, as a fraction.
  public var baseSpread: Double?
  /// How far head's processes lie apart, as a fraction.
  public var headSpread: Double?
  /// What the values count.
  public var unit: String
  /// The change as a fraction of base.
  public var change: Double?
  /// The lowest and the highest change that are plausible.
  public var interval: [Double]?
  /// How many pairs of processes the interval rests on.
  public var pairs: Int?
  /// The smallest change that could have been seen, as a fraction.
  public var detectable: Double?
  /// What it comes to.
  public var verdict: Verdict
  /// What it means for the whole: `fine` where it decides nothing.
  public var outcome: String
  /// Whether it is only reported.
  public var isAdvisory: Bool
  /// Why, in a sentence.
  public var note: String

  init(_ finding: Finding, outcome: String) {
    func finite(_ value: Double?) -> Double? { value.flatMap { $0.isFinite ? $0 : nil } }
    benchmark = finding.benchmark
    (evidence, counter) = Self.kind(finding.evidence)
    (base, head) = (finite(finding.base), finite(finding.head))
    (baseSpread, headSpread) = (finite(finding.baseSpread), finite(finding.headSpread))
    unit = finding.unit
    change = finite(finding.change)
    interval = finding.interval.flatMap { interval in
      interval.lowerBound.isFinite && interval.upperBound.isFinite ? [interval.lowerBound, interval.upperBound] : nil
    }
    pairs = finding.pairs
    detectable = finite(finding.detectable)
    verdict = finding.verdict
    self.outcome = outcome
    isAdvisory = finding.isAdvisory
    note = finding.note
  }

  /// The finding.
  var finding: Finding {
    var finding = Finding(
      benchmark, kind, verdict, base: base, head: head, unit: unit, isAdvisory: isAdvisory, note: note)
    (finding.baseSpread, finding.headSpread) = (baseSpread, headSpread)
    finding.change = change
    if let interval, interval.count == 2, interval[0] <= interval[1] { finding.interval = interval[0]...interval[1] }
    finding.pairs = pairs
    finding.detectable = detectable
    return finding
  }

  private var kind: Evidence {
    switch evidence {
    case .counter: .counter(counter ?? "")
    case .allocations: .allocations
    case .digest: .digest
    case .time: .time
    case .presence: .presence
    case .configuration: .configuration
    case .failure: .failure
    }
  }

  private static func kind(_ evidence: Evidence) -> (Kind, String?) {
    switch evidence {
    case .counter(let name): (.counter, name)
    case .allocations: (.allocations, nil)
    case .digest: (.digest, nil)
    case .time: (.time, nil)
    case .presence: (.presence, nil)
    case .configuration: (.configuration, nil)
    case .failure: (.failure, nil)
    }
  }
}
