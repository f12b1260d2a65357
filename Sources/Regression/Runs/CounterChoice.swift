/// A counter of somebody else's benchmarks that its user says is exact: the same in every run of the same program.
public struct CounterChoice: Equatable, Sendable {
  /// The counter's name: the key in Google Benchmark's JSON.
  public var name: String
  /// Which direction is worse.
  public var polarity: ExactCounter.Polarity

  /// A choice.
  public init(_ name: String, _ polarity: ExactCounter.Polarity) {
    self.name = name
    self.polarity = polarity
  }

  /// The choice that a text makes: `NAME=lower` or `NAME=higher`; `nil` if it makes none.
  public init?(_ text: String) {
    guard let sign = text.lastIndex(of: "="), sign > text.startIndex else { return nil }
    name = String(text[..<sign])
    switch text[text.index(after: sign)...] {
    case "lower": polarity = .lowerIsBetter
    case "higher": polarity = .higherIsBetter
    default: return nil
    }
  }

  /// The fields of a row that Google Benchmark itself writes.
  private static let libraryFields: Set = [
    "name", "family_index", "per_family_instance_index", "run_name", "run_type", "repetitions", "repetition_index",
    "threads", "iterations", "real_time", "cpu_time", "time_unit", "label", "error_occurred", "error_message",
    "skipped",
    "skip_message", "aggregate_name", "aggregate_unit", "cpu_coefficient", "real_coefficient", "big_o", "rms",
  ]

  /// Why a counter cannot be exact; `nil` if it can.
  public var refusal: String? {
    if Self.libraryFields.contains(name) { return "it is a field of Google Benchmark's own, and no counter." }
    if name.hasSuffix("_per_second") { return "it is a rate, which depends on a clock; only counts are exact." }
    return nil
  }
}
