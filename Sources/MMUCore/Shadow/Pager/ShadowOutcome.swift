/// What becomes of a guest's access under shadow paging.
public enum ShadowOutcome: Equatable, Sendable, BitwiseCopyable {
  /// It reaches memory at this host address.
  case memory(HPA)
  /// It reaches no memory: a device, or nothing, at this guest physical address; or a store to read-only memory.
  case device(GPA)
  /// The guest takes a fault.
  case fault(PageFault)
  /// A store to a table that is write-protected: the caller performs it, by ``ShadowPager/write(_:byteCount:at:_:_:)``.
  case emulateWrite(GPA)
  /// It reaches memory at this host address, but no shadow entry can say so: the caller makes the access itself.
  case emulateAccess(HPA)
  /// The guest's tables changed while they were read: the guest makes the access again.
  case retry
  /// Every shadow page is in use by a live root.
  case outOfMemory
}
