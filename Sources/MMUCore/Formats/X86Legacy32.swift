/// x86 32-bit paging: two levels of 4-byte entries, with 4 MiB pages where CR4.PSE allows them.
///
/// ```text
///  31..12    11..9    8   7    6   5   4    3    2   1   0
///  address  ignored   G  PAT   D   A  PCD  PWT   U   W   P      a page, 4 KiB
///
///  31..22          21     20..13          12   11..9    8   7   6 … 0
///  address 31:22  resvd  address 39:32   PAT  ignored   G   1   D … P      a page, 4 MiB
/// ```
///
/// Bits 20:13 of a 4 MiB page are address bits 39:32 as far as PSE-36 and MAXPHYADDR go, and reserved beyond. There is no
/// NX.
///
/// Source: Intel SDM vol. 3A, section "32-Bit Paging" and its tables of entry formats.
public enum X86Legacy32: PagingFormat {
  /// A guest's virtual addresses.
  public typealias Input = GuestVirtual
  /// A guest's physical addresses.
  public typealias Output = GuestPhysical

  /// What controls and processor make of an entry.
  public struct Rules: Sendable, BitwiseCopyable {
    let permissionTable: PermissionTable
    let honoursGlobal: Bool
    /// PS, where CR4.PSE lets it mean something.
    let largeBit: UInt64
    /// Reserved in the entry of a 4 MiB page.
    let reservedWhenLarge: UInt64

    /// - Parameters:
    ///   - controls: the control-register bits. EFER.NXE only adds I/D to error codes.
    ///   - maxPhysicalAddressBits: MAXPHYADDR, 32 to 52.
    ///   - hasPSE36: CPUID.01H:EDX.PSE-36.
    ///   - honoursGlobal: CR4.PGE.
    public init(
      controls: X86Controls, maxPhysicalAddressBits: UInt8 = 52, hasPSE36: Bool = true, honoursGlobal: Bool = true
    ) {
      precondition((32...52).contains(maxPhysicalAddressBits), "MAXPHYADDR is 32 to 52")
      permissionTable = PermissionTable(x86: controls)
      self.honoursGlobal = honoursGlobal
      largeBit = controls.contains(.pageSizeExtensions) ? X86Bit.pageSize : 0
      let widest = hasPSE36 ? min(40, UInt64(maxPhysicalAddressBits)) : 32
      reservedWhenLarge = 0x3F_E000 & ~((1 &<< (widest &- 19)) &- 1)
    }
  }

  /// 1024 entries a table.
  public static var indexBits: UInt8 { 10 }

  /// 4 bytes.
  public static var entrySize: EntrySize { .bytes4 }

  /// The page directory.
  @inline(__always)
  public static func rootLevel(_ rules: Rules) -> PageLevel { PageLevel(2) }

  /// Linear addresses have 32 bits.
  @inline(__always)
  public static func isCanonical(_ gva: GVA, _ rules: Rules) -> Bool { gva.rawValue &>> 32 == 0 }

  /// What an entry is.
  @inline(__always)
  public static func classify(_ entry: UInt64, at level: PageLevel, _ rules: Rules) -> EntryClass<Output> {
    if entry & X86Bit.present == 0 { return .absent }
    if level == .leaf { return .leaf(GPA(entry & 0xFFFF_F000), .kib4) }
    if entry & rules.largeBit == 0 { return .table(GPA(entry & 0xFFFF_F000)) }
    if entry & rules.reservedWhenLarge != 0 { return .malformed }
    return .leaf(GPA(entry & 0xFFC0_0000 | (entry & 0x1F_E000) &<< 19), PageSize(shift: 22))
  }

  /// W and U set.
  public static var inheritedAtRoot: UInt64 {
    @inline(__always) get { ~0 }
  }

  /// Keeps W and U where every entry sets them.
  @inline(__always)
  public static func inherit(_ inherited: UInt64, _ entry: UInt64) -> UInt64 { inherited & entry }

  /// Write and user in the lowest two bits, and execute.
  @inline(__always)
  private static func combination(_ inherited: UInt64, _ leaf: UInt64) -> UInt8 {
    UInt8(truncatingIfNeeded: ((inherited & leaf) &>> 1) & 3 | 4)
  }

  /// The gathered bits as rights; every page may be executed.
  @inline(__always)
  public static func rights(_ inherited: UInt64, _ leaf: UInt64, _ rules: Rules) -> AccessRights {
    AccessRights(rawValue: combination(inherited, leaf)) | .read | .userExecute
  }

  /// What the rights permit.
  @inline(__always)
  public static func permitted(_ inherited: UInt64, _ leaf: UInt64, _ rules: Rules) -> AccessClassSet {
    rules.permissionTable.permitted(at: combination(inherited, leaf))
  }

  /// G, where CR4.PGE lets it mean something.
  @inline(__always)
  public static func isGlobal(_ inherited: UInt64, _ leaf: UInt64, _ rules: Rules) -> Bool {
    rules.honoursGlobal && leaf & X86Bit.global != 0
  }

  /// A set.
  @inline(__always)
  public static func markedTable(_ entry: UInt64, _ rules: Rules) -> UInt64 { entry | X86Bit.accessed }

  /// A set, and D if `dirty`.
  @inline(__always)
  public static func markedLeaf(_ entry: UInt64, dirty: Bool, _ rules: Rules) -> UInt64 {
    entry | X86Bit.accessed | (dirty ? X86Bit.dirty : 0)
  }

  /// D.
  @inline(__always)
  public static func isDirty(_ leaf: UInt64, _ rules: Rules) -> Bool { leaf & X86Bit.dirty != 0 }
}
