/// x86 PAE paging: 32-bit addresses, 8-byte entries, and four page-directory pointers that the processor caches.
///
/// A walk reads two tables. The pointers were read when CR3 was loaded (``X86PAEPointers``) and are not read again,
/// whatever memory says since.
///
/// ```text
///  63   62..M    M-1..12    11..9    8    7     6   5   4    3    2   1   0
///  NX  reserved  address   ignored   G  PS/PAT  D   A  PCD  PWT   U   W   P
/// ```
///
/// Source: Intel SDM vol. 3A, section "PAE Paging" and its tables of entry formats.
public enum X86PAE: X86Format {
  /// A guest's virtual addresses.
  public typealias Input = GuestVirtual
  /// A guest's physical addresses.
  public typealias Output = GuestPhysical
  /// The four pointers.
  public typealias Root = X86PAEPointers

  /// The rules of PAE paging. Unlike in the 64-bit modes bits 62 to MAXPHYADDR are all reserved, and there are no
  /// protection keys.
  public static func rules(
    controls: X86Controls, maxPhysicalAddressBits: UInt8 = 52, honoursGlobal: Bool = true
  ) -> X86Rules {
    X86Rules(
      PermissionTable(x86: controls), controls, alsoReserved: 0x7FF0_0000_0000_0000, maxPhysicalAddressBits,
      has1GiBPages: false, honoursGlobal: honoursGlobal, keys: X86ProtectionKeys())
  }

  /// The page directory: the pointers are no table.
  @inline(__always)
  public static func rootLevel(_ rules: Rules) -> PageLevel { PageLevel(2) }

  /// Linear addresses have 32 bits.
  @inline(__always)
  public static func isCanonical(_ gva: GVA, _ rules: Rules) -> Bool { gva.rawValue &>> 32 == 0 }

  /// The page directory that bits 31:30 of the address choose.
  @inline(__always)
  public static func rootTable(_ root: Root, for gva: GVA, _ rules: Rules) -> EntryClass<Output> {
    let pointer = root[gva.rawValue &>> 30]
    return pointer & X86Bit.present == 0 ? .absent : .table(GPA(pointer & X86Bit.address))
  }
}
