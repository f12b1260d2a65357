/// What a walk by hardware ends with.
enum AgileWalk: BitwiseCopyable {
  /// The page is in the TLB.
  case mapped(HPA)
  /// The guest's own tables, walked in two dimensions, refuse the access.
  case guest(PageFault)
  /// The shadow tables do not permit the access: an exit.
  case absent
  /// The second stage does not permit it: an exit. A table of a level lies there, or, with level 0, the page.
  case host(GPA, isStore: Bool, tableLevel: PageLevel)
}
