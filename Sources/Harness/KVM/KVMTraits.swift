import MMUCore

/// What random tables must know of the machine that they are for.
public struct KVMTraits: Sendable {
  /// What its CPUID offers.
  public let features: KVMFeatures
  /// Where pages may lie so that an access to them does no harm: beyond the tables, below the machine's own pages.
  public let pages: Range<GPA>
  /// Bit 8 of an entry that leads from level 4 or 3 to a table is reserved on AMD's processors, and ignored on Intel's,
  /// whose rules core and reference go by. Where it is, it stays clear.
  public let reservesGlobalAboveLeaves: Bool
  /// Addresses that CPL 3 cannot reach here, whatever the tables say: see ``KVMProbe/unreachableByUser()``.
  public let unreachableByUser: [Range<GVA>]

  /// Whether an access is one that KVM decides without the tables.
  func isOutOfReach(_ gva: GVA, _ access: GuestAccess) -> Bool {
    access.privilege == .user && unreachableByUser.contains { $0.contains(gva) }
  }
}
