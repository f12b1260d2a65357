/// Something in a trace that its format does not allow.
public struct TraceDamage: Error, Equatable, Sendable {
  /// What a format counts.
  public enum Unit: String, Sendable {
    /// Lines of text, from 1.
    case line
    /// Records of a fixed size, from 1.
    case record
    /// Compressed blocks, from 1.
    case block
  }

  /// What is counted.
  public let unit: Unit
  /// The number of the line, record or block that is wrong, 1 for the first.
  public let number: UInt64
  /// What is wrong, as the end of a sentence.
  public let reason: String
  /// The beginning of what is there, with what cannot be printed escaped; `nil` where it says nothing to a person.
  public let excerpt: String?

  /// A damage.
  public init(_ unit: Unit, _ number: UInt64, _ reason: String, excerpt: String? = nil) {
    self.unit = unit
    self.number = number
    self.reason = reason
    self.excerpt = excerpt
  }
}
