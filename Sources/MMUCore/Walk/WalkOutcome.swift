/// How a walk ends. A fault is a normal result: somebody will be told.
public enum WalkOutcome<Space: AddressSpace>: Equatable, Sendable, BitwiseCopyable {
  /// The access may go on.
  case mapped(Translation<Space>)
  /// It may not.
  case fault(PageFault)
}
