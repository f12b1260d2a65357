/// What becomes of a guest's access.
public enum AccessOutcome: Equatable, Sendable, BitwiseCopyable {
  /// It reaches memory at this host address.
  case memory(HPA)
  /// It reaches no memory: a device, or nothing, at this guest physical address; or a store to read-only memory.
  case device(GPA)
  /// The guest takes a fault.
  case fault(PageFault)
}
