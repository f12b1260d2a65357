/// How a nested walk ends.
public enum NestedWalkOutcome: Equatable, Sendable, BitwiseCopyable {
  /// The access may go on.
  case mapped(NestedTranslation)
  /// The guest takes a fault: its own tables do not permit the access.
  case guestFault(PageFault)
  /// The hypervisor is asked: the second stage does not.
  case hostFault(SecondStageFault)
}
