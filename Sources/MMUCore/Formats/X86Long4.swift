/// x86-64 4-level paging.
///
/// ```text
///  63  62..52   51..M   M-1..12    11..9    8    7     6   5   4    3    2   1   0
///  NX  ignored  resvd   address   ignored   G  PS/PAT  D   A  PCD  PWT   U   W   P
/// ```
///
/// M is MAXPHYADDR. PS maps a page at levels 2 (2 MiB) and 3 (1 GiB) and is reserved at level 4; bit 12 of such a leaf is
/// PAT and the other address bits below the page size are reserved.
///
/// Source: Intel SDM vol. 3A, chapter "Paging", section "4-Level Paging and 5-Level Paging" and its tables of entry
/// formats; canonical addresses: vol. 1, section "Canonical Addressing".
public enum X86Long4: PagingFormat {
  /// The bits of an entry by name.
  enum Bit {
    static var present: UInt64 { 1 << 0 }
    static var write: UInt64 { 1 << 1 }
    static var user: UInt64 { 1 << 2 }
    static var accessed: UInt64 { 1 << 5 }
    static var dirty: UInt64 { 1 << 6 }
    static var pageSize: UInt64 { 1 << 7 }
    static var global: UInt64 { 1 << 8 }
    static var noExecute: UInt64 { 1 << 63 }
    static var address: UInt64 { 0x000F_FFFF_FFFF_F000 }
  }

  /// What the controls and the processor make of an entry.
  public struct Rules: Sendable, BitwiseCopyable {
    /// Reserved in every entry: bits 51 to MAXPHYADDR, and NX without EFER.NXE.
    let reserved: UInt64
    /// PS where there are no 1 GiB pages.
    let reservedAtLevel3: UInt64
    let permissionTable: PermissionTable
    let honoursGlobal: Bool

    /// - Parameters:
    ///   - controls: the control-register bits.
    ///   - maxPhysicalAddressBits: MAXPHYADDR, 32 to 52 (CPUID.80000008H:EAX[7:0]).
    ///   - has1GiBPages: CPUID.80000001H:EDX.Page1GB.
    ///   - honoursGlobal: CR4.PGE.
    public init(
      controls: PagingControls, maxPhysicalAddressBits: UInt8 = 52, has1GiBPages: Bool = true,
      honoursGlobal: Bool = true
    ) {
      precondition((32...52).contains(maxPhysicalAddressBits), "MAXPHYADDR is 32 to 52")
      let unaddressable = Bit.address & ~((1 << UInt64(maxPhysicalAddressBits)) - 1)
      reserved = unaddressable | (controls.contains(.noExecute) ? 0 : Bit.noExecute)
      reservedAtLevel3 = has1GiBPages ? 0 : Bit.pageSize
      permissionTable = PermissionTable(x86: controls)
      self.honoursGlobal = honoursGlobal
    }
  }

  /// PML4.
  public static var rootLevel: PageLevel { PageLevel(4) }

  /// 512 entries a table.
  public static var indexBits: UInt8 { 9 }

  /// Whether bits 63 to 47 are all equal.
  @inline(__always)
  public static func isCanonical(_ gva: GVA) -> Bool {
    let signExtended = Int64(bitPattern: gva.rawValue &<< 16) &>> 16
    return UInt64(bitPattern: signExtended) == gva.rawValue
  }

  /// What an entry is: one comparison decides for a sound entry, and the rest only for others and for large pages.
  @inline(__always)
  public static func classify(_ entry: UInt64, at level: PageLevel, _ rules: Rules) -> EntryClass {
    let wrong = entry & (rules.reserved | Bit.present) ^ Bit.present
    if wrong != 0 { return entry & Bit.present == 0 ? .absent : .malformed }
    if level == .leaf { return .leaf(GPA(entry & Bit.address), .kib4) }
    if entry & Bit.pageSize == 0 { return .table(GPA(entry & Bit.address)) }
    return classifyLarge(entry, at: level, rules)
  }

  /// An entry above level 1 with PS set.
  @inline(__always)
  private static func classifyLarge(_ entry: UInt64, at level: PageLevel, _ rules: Rules) -> EntryClass {
    let size = pageSize(at: level)
    let reservedBelowPage = size.offsetMask & ~0x1FFF
    let reservedHere = level == PageLevel(3) ? rules.reservedAtLevel3 : level == rootLevel ? Bit.pageSize : 0
    guard entry & (reservedBelowPage | reservedHere) == 0 else { return .malformed }
    return .leaf(GPA(entry & Bit.address & ~size.offsetMask), size)
  }

  /// The entry with A set, and D if `dirty`.
  @inline(__always)
  public static func marked(_ entry: UInt64, dirty: Bool) -> UInt64 {
    entry | Bit.accessed | (dirty ? Bit.dirty : 0)
  }

  /// D.
  @inline(__always)
  public static func isDirty(_ entry: UInt64) -> Bool { entry & Bit.dirty != 0 }

  /// G, where CR4.PGE lets it mean something.
  @inline(__always)
  public static func isGlobal(_ entry: UInt64, _ rules: Rules) -> Bool {
    rules.honoursGlobal && entry & Bit.global != 0
  }

  /// W and U set, NX clear (kept inverted, so that one AND gathers all three).
  public static var inheritedAtRoot: UInt64 {
    @inline(__always) get { ~0 }
  }

  /// Keeps W and U where every entry sets them, and NX inverted where none sets it.
  @inline(__always)
  public static func inherit(_ inherited: UInt64, _ entry: UInt64) -> UInt64 {
    inherited & (entry ^ Bit.noExecute)
  }

  /// The gathered bits as rights.
  @inline(__always)
  public static func rights(_ inherited: UInt64) -> AccessRights {
    AccessRights(rawValue: UInt8(truncatingIfNeeded: (inherited &>> 1) & 3 | (inherited &>> 61) & 4))
  }

  /// The table made from the controls.
  @inline(__always)
  public static func permissions(_ rules: Rules) -> PermissionTable { rules.permissionTable }
}
