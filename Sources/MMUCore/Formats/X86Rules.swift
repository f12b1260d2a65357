/// What controls and processor make of an x86 paging-structure entry.
public struct X86Rules: Sendable, BitwiseCopyable {
  /// Reserved in every entry.
  let reserved: UInt64
  /// Reserved at level 3 as well: PS where there are no 1 GiB pages.
  let reservedAtLevel3: UInt64
  /// What rights permit, protection keys aside.
  let permissionTable: PermissionTable
  /// Whether G means anything.
  let honoursGlobal: Bool
  /// Whether a protection key may forbid anything.
  let hasKeys: Bool
  /// The key registers, zero where they are not in force.
  let keys: X86ProtectionKeys
  /// The stores that WD forbids to user pages: with CR0.WP = 0 only those of user mode.
  let userPageStores: AccessClassSet
  /// The stores that WD forbids to supervisor pages: with CR0.WP = 0 none.
  let supervisorPageStores: AccessClassSet

  /// The rules of 4-level and 5-level paging: reserved are bits 51 to MAXPHYADDR, and NX without EFER.NXE.
  ///
  /// - Parameters:
  ///   - controls: the control-register bits.
  ///   - maxPhysicalAddressBits: MAXPHYADDR, 32 to 52 (CPUID.80000008H:EAX[7:0]).
  ///   - has1GiBPages: CPUID.80000001H:EDX.Page1GB.
  ///   - honoursGlobal: CR4.PGE.
  ///   - keys: PKRU and IA32_PKRS, which count where the controls say so.
  public init(
    controls: X86Controls, maxPhysicalAddressBits: UInt8 = 52, has1GiBPages: Bool = true,
    honoursGlobal: Bool = true, keys: X86ProtectionKeys = X86ProtectionKeys()
  ) {
    self.init(
      PermissionTable(x86: controls), controls, alsoReserved: 0, maxPhysicalAddressBits, has1GiBPages: has1GiBPages,
      honoursGlobal: honoursGlobal, keys: keys)
  }

  /// Rules with a permission table of their own and more reserved bits.
  init(
    _ permissionTable: PermissionTable, _ controls: X86Controls, alsoReserved: UInt64,
    _ maxPhysicalAddressBits: UInt8, has1GiBPages: Bool, honoursGlobal: Bool, keys: X86ProtectionKeys
  ) {
    precondition((32...52).contains(maxPhysicalAddressBits), "MAXPHYADDR is 32 to 52")
    let unaddressable = X86Bit.address & ~((1 << UInt64(maxPhysicalAddressBits)) - 1)
    reserved = unaddressable | alsoReserved | (controls.contains(.noExecute) ? 0 : X86Bit.noExecute)
    reservedAtLevel3 = has1GiBPages ? 0 : X86Bit.pageSize
    self.permissionTable = permissionTable
    self.honoursGlobal = honoursGlobal
    self.keys = X86ProtectionKeys(
      pkru: controls.contains(.userKeys) ? keys.pkru : 0,
      pkrs: controls.contains(.supervisorKeys) ? keys.pkrs : 0)
    hasKeys = self.keys != X86ProtectionKeys()
    userPageStores = controls.contains(.writeProtect) ? .stores : .userStores
    supervisorPageStores = controls.contains(.writeProtect) ? .stores : .none
  }

  /// The classes of access that a leaf's protection key forbids.
  @inline(__always)
  func forbiddenByKey(_ leaf: UInt64, isUserPage: Bool) -> AccessClassSet {
    let key = UInt32(truncatingIfNeeded: leaf &>> 59) & 15
    let bits = (isUserPage ? keys.pkru : keys.pkrs) &>> (2 &* key)
    if bits & 1 != 0 { return .data }
    if bits & 2 == 0 { return .none }
    return isUserPage ? userPageStores : supervisorPageStores
  }
}
