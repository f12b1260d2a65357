/// Every write to a shadowed table traps and is emulated, so that shadow tables are in sync at all times.
///
/// What Xen's "shadow 2" did, and what KVM does to tables above the leaves.
public enum WriteProtectSync: SyncPolicy {
  /// `write-protect`.
  public static var name: StaticString { "write-protect" }
  /// Yes.
  @inline(__always)
  public static var protectsTables: Bool { true }
  /// No.
  @inline(__always)
  public static var allowsUnsync: Bool { false }
  /// No.
  @inline(__always)
  public static var keepsSnapshots: Bool { false }
}
