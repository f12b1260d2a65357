import MMUCore
import MMUReference

/// How core and reference end a case, each in the words of its architecture.
struct QEMUWalkOutcomes {
  var core: QEMUExpectation.Outcome
  var reference: QEMUExpectation.Outcome

  /// The outcomes of two walks.
  ///
  /// - Parameters:
  ///   - coreTrap: what the core makes of a fault.
  ///   - referenceTrap: what the reference makes of one.
  init(
    _ core: WalkOutcome<GuestPhysical>, _ reference: ReferenceWalkResult<GuestPhysical>,
    coreTrap: (PageFault) -> QEMUExpectation.Outcome, referenceTrap: (PageFault) -> QEMUExpectation.Outcome
  ) {
    switch core {
    case .mapped(let translation): self.core = .translated(physical: translation.address.rawValue)
    case .fault(let fault): self.core = coreTrap(fault)
    }
    switch reference {
    case .mapped(let translation): self.reference = .translated(physical: translation.address.rawValue)
    case .fault(let fault): self.reference = referenceTrap(fault)
    }
  }
}
