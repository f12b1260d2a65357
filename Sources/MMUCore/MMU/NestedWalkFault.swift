/// Who must act before a two-dimensional walk can go on.
public enum NestedWalkFault: Equatable, Sendable, BitwiseCopyable {
  /// The guest's operating system: its tables have no page, or do not permit the access.
  case guest(PageFault)
  /// The hypervisor: the second stage has no page.
  case host(SecondStageFault)
}
