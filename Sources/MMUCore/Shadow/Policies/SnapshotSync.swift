/// As ``UnsyncPolicy``, with a copy of the table from when it went out of sync: a resync compares, and looks only at entries that
/// changed.
///
/// What Xen's "shadow 3" does ("Xen 3.3 Feature: Shadow 3"), and VirtualBox for up to 16 tables.
public enum SnapshotSync: SyncPolicy {
  /// `snapshot`.
  public static var name: StaticString { "snapshot" }
  /// Yes.
  @inline(__always)
  public static var protectsTables: Bool { true }
  /// Yes.
  @inline(__always)
  public static var allowsUnsync: Bool { true }
  /// Yes.
  @inline(__always)
  public static var keepsSnapshots: Bool { true }
}
