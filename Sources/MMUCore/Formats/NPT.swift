/// AMD nested page tables: the entries of 4-level paging, GPA to HPA. Every access is a user access to them.
///
/// Source: AMD64 Architecture Programmer's Manual vol. 2 (24593), section "Nested Paging".
public enum NPT: X86Format, SecondStageFormat {
  /// A guest's physical addresses.
  public typealias Input = GuestPhysical
  /// The machine's addresses.
  public typealias Output = HostPhysical

  /// The rules of nested tables under the host's controls: every access is a user's, and neither global pages nor
  /// protection keys mean anything.
  public static func rules(
    controls: X86Controls, maxPhysicalAddressBits: UInt8 = 52, has1GiBPages: Bool = true
  ) -> X86Rules {
    X86Rules(
      PermissionTable(nestedUnder: controls), controls, alsoReserved: 0, maxPhysicalAddressBits,
      has1GiBPages: has1GiBPages, honoursGlobal: false, keys: X86ProtectionKeys())
  }

  /// The host's PML4.
  @inline(__always)
  public static func rootLevel(_ rules: Rules) -> PageLevel { PageLevel(4) }

  /// Guest physical addresses have 48 bits.
  @inline(__always)
  public static func isCanonical(_ gpa: GPA, _ rules: Rules) -> Bool { gpa.rawValue &>> 48 == 0 }

  /// A user access of the same kind, whoever makes it ("nested page table walks are treated as user accesses").
  @inline(__always)
  public static func access(_ access: GuestAccess, guestRights: AccessRights) -> GuestAccess {
    GuestAccess(access.kind, .user)
  }

  /// A user store: the guest's tables are read as if they were written, accessed bits or not.
  @inline(__always)
  public static func tableRead(_ rules: Rules) -> GuestAccess { GuestAccess(.store, .user) }
}
