/// One piece of evidence about one benchmark.
public struct Finding: Equatable, Sendable {
  /// The benchmark's name.
  public var benchmark: String
  /// What the finding rests on.
  public var evidence: Evidence
  /// Base's value for one operation; `nil` where there is none.
  public var base: Double?
  /// Head's value for one operation; `nil` where there is none.
  public var head: Double?
  /// How far base's processes lie apart: half of their range, as a fraction of ``base``. `nil` where one process or none.
  public var baseSpread: Double?
  /// How far head's processes lie apart, likewise.
  public var headSpread: Double?
  /// What the values count: `ns`, `table entries read`.
  public var unit: String
  /// The change as a fraction of base: 0.05 is 5 % more. `nil` where there is none.
  public var change: Double?
  /// An interval that holds the true change.
  public var interval: ClosedRange<Double>?
  /// How many pairs of processes the interval rests on.
  public var pairs: Int?
  /// The smallest change that this measurement could have seen, as a fraction.
  public var detectable: Double?
  /// What it comes to.
  public var verdict: Verdict
  /// Whether it is only reported, and decides no exit code.
  public var isAdvisory: Bool
  /// Why, in a sentence; empty where the numbers say it all.
  public var note: String

  /// A finding.
  public init(
    _ benchmark: String, _ evidence: Evidence, _ verdict: Verdict, base: Double? = nil, head: Double? = nil,
    unit: String = "", isAdvisory: Bool = false, note: String = ""
  ) {
    self.benchmark = benchmark
    self.evidence = evidence
    self.verdict = verdict
    self.base = base
    self.head = head
    self.unit = unit
    self.isAdvisory = isAdvisory
    self.note = note
    if let base, let head, base > 0 { change = head / base - 1 }
  }
}
