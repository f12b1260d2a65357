import MMUCore

/// How a reference walk ends.
public enum ReferenceWalkResult<Space: AddressSpace>: Equatable, Sendable {
  /// The access may go on.
  case mapped(ReferenceTranslation<Space>)
  /// It may not.
  case fault(PageFault)
}
