import MMUCore

/// How a two-dimensional reference walk ends.
public enum ReferenceNestedResult: Equatable, Sendable {
  /// The access may go on: what the guest's tables and the second stage made of it.
  case mapped(ReferenceTranslation<GuestPhysical>, ReferenceTranslation<HostPhysical>)
  /// The guest's tables do not permit it.
  case guestFault(PageFault)
  /// The second stage does not: at this guest physical address, for this cause.
  case hostFault(PageFault, GPA, SecondStageFault.Cause)
}
