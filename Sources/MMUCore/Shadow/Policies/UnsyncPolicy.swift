/// A leaf table goes out of sync at its first write, and is brought back, entry by entry, where the architecture makes the guest
/// flush: at INVLPG, at a load of a root, and when it is linked or found anew.
///
/// What KVM does (Linux, mmu.rst, section "Synchronized and unsynchronized pages").
public enum UnsyncPolicy: SyncPolicy {
  /// `unsync`.
  public static var name: StaticString { "unsync" }
  /// Yes.
  @inline(__always)
  public static var protectsTables: Bool { true }
  /// Yes.
  @inline(__always)
  public static var allowsUnsync: Bool { true }
  /// No.
  @inline(__always)
  public static var keepsSnapshots: Bool { false }
}
