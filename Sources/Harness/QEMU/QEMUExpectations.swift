/// What core and reference expect of a case. They ought to be equal.
public struct QEMUExpectations: Equatable, Sendable {
  /// What the core's walker comes to.
  public var core: QEMUExpectation
  /// What the reference comes to.
  public var reference: QEMUExpectation

  /// Two expectations.
  public init(core: QEMUExpectation, reference: QEMUExpectation) {
    self.core = core
    self.reference = reference
  }

  /// The same done to both.
  public func map(_ change: (QEMUExpectation) -> QEMUExpectation) -> QEMUExpectations {
    QEMUExpectations(core: change(core), reference: change(reference))
  }
}
