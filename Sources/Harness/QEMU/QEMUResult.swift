/// What the guest reports of one case.
public struct QEMUResult: Equatable, Sendable {
  /// How an access ended.
  public enum Outcome: Equatable, Sendable {
    /// It was done. A load's value; the number of the code that a fetch ran, see ``QEMUBatch/codeNumber(at:)``; else 0.
    case done(value: UInt64)
    /// It trapped. As the architecture reports it: mcause and mtval; ESR_EL1 and FAR_EL1; the vector in the upper half and the
    /// error code in the lower one, and CR2.
    case trapped(cause: UInt64, address: UInt64)
  }

  /// How the access ended.
  public var outcome: Outcome
  /// The words of the case's frames that it changed, by physical address: the first few.
  public var changes: [UInt64: UInt64]
  /// How many words it changed.
  public var changeCount: Int

  /// A result; all the changes are given.
  public init(outcome: Outcome, changes: [UInt64: UInt64]) {
    self.init(outcome: outcome, changes: changes, changeCount: changes.count)
  }

  init(outcome: Outcome, changes: [UInt64: UInt64], changeCount: Int) {
    self.outcome = outcome
    self.changes = changes
    self.changeCount = changeCount
  }
}

extension QEMUResult.Outcome: CustomStringConvertible {
  /// The outcome with its numbers in hexadecimal.
  public var description: String {
    switch self {
    case .done(let value): "done, value 0x\(String(value, radix: 16))"
    case .trapped(let cause, let address):
      "trapped, cause 0x\(String(cause, radix: 16)), address 0x\(String(address, radix: 16))"
    }
  }
}
