import MMUCore
import Workload

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

  /// An address of a page: most often one of ``pages``, if it fits there, sometimes anywhere else below 4 GiB or 64 GiB.
  func page(ofBits bits: UInt64, _ random: inout SplitMix64) -> UInt64 {
    let size = UInt64(1) << bits
    let first = (pages.lowerBound.rawValue + size - 1) / size
    let last = pages.upperBound.rawValue / size
    guard first < last, !random.oneIn(8) else {
      return random.next() & (random.oneIn(3) ? 0xF_FFFF_FFFF : 0xFFFF_FFFF) & ~(size - 1)
    }
    return (first + UInt64(random.below(Int(last - first)))) * size
  }

  /// Whether an access is one that KVM decides without the tables.
  func isOutOfReach(_ gva: GVA, _ access: GuestAccess) -> Bool {
    access.privilege == .user && unreachableByUser.contains { $0.contains(gva) }
  }
}
