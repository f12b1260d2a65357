/// How a walk ends. A fault is a normal result: the guest will be told.
public enum WalkOutcome: Equatable, Sendable, BitwiseCopyable {
  /// The access may go on.
  case mapped(Translation)
  /// The guest takes a fault.
  case fault(PageFault)
}
