/// A number that assertions can name.
public struct AssertionMetric: Equatable, Sendable {
  /// How its values are written where an assertion fails.
  public enum Unit: Equatable, Sendable {
    /// A count, or any other number.
    case number
    /// A ratio, which is written as a percentage.
    case ratio
  }

  /// Its value.
  public var value: Double
  /// How it is written.
  public var unit: Unit

  /// A metric.
  public init(_ value: Double, unit: Unit = .number) {
    self.value = value
    self.unit = unit
  }
}
