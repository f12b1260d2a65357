/// A line that Valgrind's lackey cannot have written.
public struct LackeyDamage: Error, Equatable, Sendable {
  /// What is wrong with the line.
  public enum Reason: Equatable, Sendable {
    /// It is none of `I  address,size`, ` L address,size`, ` S address,size`, ` M address,size`.
    case notAnAccess
    /// The address, or the last byte of the access, is not canonical.
    case notCanonical
    /// The size is 0 or more than ``LackeyParser/maximumSize``.
    case sizeOutOfRange
    /// The text ends within the line.
    case cutOff
  }

  /// What is wrong.
  public let reason: Reason
  /// The line's number, 1 for the first.
  public let line: UInt64
  /// The line's beginning, with what cannot be printed escaped.
  public let text: String
}
