/// x86-64 4-level paging.
///
/// ```text
///  63  62..59   58..52   51..M   M-1..12    11..9    8    7     6   5   4    3    2   1   0
///  NX   key    ignored   resvd   address   ignored   G  PS/PAT  D   A  PCD  PWT   U   W   P
/// ```
///
/// M is MAXPHYADDR. PS maps a page at levels 2 (2 MiB) and 3 (1 GiB) and is reserved at level 4; bit 12 of such a leaf is
/// PAT and the other address bits below the page size are reserved. The protection key counts in a leaf alone.
///
/// Source: Intel SDM vol. 3A, chapter "Paging", section "4-Level Paging and 5-Level Paging" and its tables of entry
/// formats; canonical addresses: vol. 1, section "Canonical Addressing".
public enum X86Long4: X86Format {
  /// A guest's virtual addresses.
  public typealias Input = GuestVirtual
  /// A guest's physical addresses.
  public typealias Output = GuestPhysical

  /// PML4.
  @inline(__always)
  public static func rootLevel(_ rules: Rules) -> PageLevel { PageLevel(4) }

  /// Whether bits 63 to 47 are all equal.
  @inline(__always)
  public static func isCanonical(_ gva: GVA, _ rules: Rules) -> Bool {
    let signExtended = Int64(bitPattern: gva.rawValue &<< 16) &>> 16
    return UInt64(bitPattern: signExtended) == gva.rawValue
  }
}
