/// What a model of translation expects of a case.
public struct QEMUExpectation: Equatable, Sendable {
  /// How an access is to end.
  public enum Outcome: Equatable, Sendable {
    /// It goes to a physical address.
    case translated(physical: UInt64)
    /// It traps, as ``QEMUOracle/significant(_:_:)`` leaves the report.
    case trapped(cause: UInt64, address: UInt64)
  }

  /// How the access is to end.
  public var outcome: Outcome
  /// The table words that the walk changes, by physical address, and what they hold afterwards. What a store writes is not
  /// among them.
  public var changes: [UInt64: UInt64]

  /// An expectation.
  public init(_ outcome: Outcome, changes: [UInt64: UInt64] = [:]) {
    self.outcome = outcome
    self.changes = changes
  }
}

extension QEMUExpectation.Outcome: CustomStringConvertible {
  /// The outcome with its numbers in hexadecimal.
  public var description: String {
    switch self {
    case .translated(let physical): "goes to 0x\(String(physical, radix: 16))"
    case .trapped(let cause, let address):
      "traps, cause 0x\(String(cause, radix: 16)), address 0x\(String(address, radix: 16))"
    }
  }
}
