/// No table is write-protected. The shadow tables are a TLB: empty at every load of a root, filled by page faults, and emptied
/// where the guest invalidates.
///
/// Source: Intel SDM vol. 3C, section "Virtual TLB" of "Memory Virtualization".
public enum VTLBPolicy: SyncPolicy {
  /// `vtlb`.
  public static var name: StaticString { "vtlb" }
  /// No.
  @inline(__always)
  public static var protectsTables: Bool { false }
  /// No: nothing is ever in sync.
  @inline(__always)
  public static var allowsUnsync: Bool { false }
  /// No.
  @inline(__always)
  public static var keepsSnapshots: Bool { false }
}
