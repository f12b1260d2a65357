import MMUCore

/// How a reference walk ends.
public enum ReferenceWalkResult: Equatable, Sendable {
  /// The access may go on.
  case mapped(ReferenceTranslation)
  /// It may not: why, and what the processor raises.
  case fault(PageFault, X86Exception)
}
