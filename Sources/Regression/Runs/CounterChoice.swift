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
}
