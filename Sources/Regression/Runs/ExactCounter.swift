/// Something that an operation does, counted over a number of operations. The same on every machine, unless
/// ``validFor`` says otherwise.
public struct ExactCounter: Equatable, Sendable, Codable {
  /// Which direction is worse.
  public enum Polarity: String, Sendable, Codable {
    /// More is worse.
    case lowerIsBetter = "lower-is-better"
    /// Less is worse.
    case higherIsBetter = "higher-is-better"
  }

  /// What is counted: `references`, `hits`, `instructions`.
  public var name: String
  /// How many there were.
  public var events: UInt64
  /// In how many operations.
  public var operations: UInt64
  /// What one event is.
  public var unit: String
  /// Which direction is worse.
  public var polarity: Polarity
  /// True: compared without tolerance.
  public var isExact = true
  /// What must be the same on both sides for the counts to be comparable, such as the compiler and the tool that counted;
  /// `nil` where nothing must be.
  public var validFor: String?

  /// A counter.
  public init(
    name: String, events: UInt64, operations: UInt64, unit: String, polarity: Polarity, validFor: String? = nil
  ) {
    self.name = name
    self.events = events
    self.operations = operations
    self.unit = unit
    self.polarity = polarity
    self.validFor = validFor
  }

  /// Events for each operation.
  public var perOperation: Double { Double(events) / Double(max(1, operations)) }

  /// One event more, or less, whichever is worse.
  public var worsened: ExactCounter {
    var worse = self
    worse.events = polarity == .lowerIsBetter ? events + 1 : events - min(events, 1)
    return worse
  }
}
