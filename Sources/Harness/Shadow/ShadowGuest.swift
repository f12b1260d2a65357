/// Which guest, in which format of shadow tables, a ``ShadowFuzz`` run is about.
public enum ShadowGuest: String, CaseIterable, Sendable {
  /// An x86 guest that switches between all paging modes, in 5-level tables.
  case x86
  /// Sv39 in Sv39.
  case sv39
  /// Sv39 in x86's 4-level tables.
  case sv39OnX86 = "sv39-on-x86"
  /// Sv32 in x86's 4-level tables.
  case sv32OnX86 = "sv32-on-x86"
}
