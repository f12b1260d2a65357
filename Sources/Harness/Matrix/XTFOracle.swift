import MMUCore

/// The rules of XTF's matrix: a third opinion, that looks at the one entry which varies.
///
/// Source: the expectations of XTF's `pagetable-emulation`, as a list of rules, for Intel's processors.
struct XTFOracle {
  private enum Code {
    static let present: UInt32 = 1
    static let write: UInt32 = 2
    static let user: UInt32 = 4
    static let reserved: UInt32 = 8
    static let fetch: UInt32 = 16
    static let key: UInt32 = 32
  }

  let mode: XTFMode
  let machine: MatrixMachine
  let controls: XTFControls

  /// Whether EFER.NXE means anything: not in 32-bit paging.
  private var hasNoExecute: Bool { controls.contains(.noExecute) && !mode.isLegacy }

  /// The error code, or `nil` for an access that may go on.
  func errorCode(_ entry: XTFEntry, _ access: XTFAccess) -> UInt32? {
    let isReporting = hasNoExecute || controls.contains(.smep)
    var code =
      (access.kind == .store ? Code.write : 0) | (access.actsAsUser ? Code.user : 0)
      | (access.kind == .fetch && isReporting ? Code.fetch : 0)
    if entry.rights & 1 == 0 { return code }
    code |= Code.present
    if hasReservedBit(entry) { return code | Code.reserved }
    if access.kind == .fetch { return forbidsFetch(entry, access) ? code : nil }
    if keyForbids(entry, access) { return code | Code.key }
    return forbidsData(entry, access) ? code : nil
  }

  private func hasReservedBit(_ entry: XTFEntry) -> Bool {
    let isLarge = entry.isLeaf && entry.level > 1
    if mode.isLegacy { return isLarge && isReservedIn4MiBPage(entry.bit) }
    if entry.bit == 1 << 63 && !controls.contains(.noExecute) { return true }
    // Bits 62:52 of PAE paging.
    if mode == .pae && entry.bit >= 1 << 52 && entry.bit != 1 << 63 { return true }
    if entry.level >= 4 && entry.hasPageSize { return true }
    let highest: UInt64 = 1 << 51
    if entry.bit <= highest && entry.bit >= 1 << UInt64(machine.maxPhysicalAddressBits) { return true }
    // Bits 13 and the highest below the page's address.
    return isLarge && entry.bit >= 1 << 13 && entry.bit < 1 << UInt64(mode.pageShift(at: entry.level))
  }

  /// Bit 21 always; bits 20:13 unless they are bits 39:32 of the address.
  private func isReservedIn4MiBPage(_ bit: UInt64) -> Bool {
    if bit == 1 << 21 { return true }
    guard bit == 1 << 13 else { return false }
    return mode != .legacyPSE36 || machine.maxPhysicalAddressBits <= 32
  }

  private func forbidsFetch(_ entry: XTFEntry, _ access: XTFAccess) -> Bool {
    let isUserPage = entry.rights & 4 != 0
    if hasNoExecute && entry.bit == 1 << 63 { return true }
    return access.actsAsUser ? !isUserPage : isUserPage && controls.contains(.smep)
  }

  private func forbidsData(_ entry: XTFEntry, _ access: XTFAccess) -> Bool {
    let isUserPage = entry.rights & 4 != 0
    let isReadOnly = access.kind == .store && entry.rights & 2 == 0
    if access.actsAsUser { return !isUserPage || isReadOnly }
    if isReadOnly && controls.contains(.writeProtect) { return true }
    let isExcused = controls.contains(.alignmentCheck) && !access.isImplicit
    return isUserPage && controls.contains(.smap) && !isExcused
  }

  /// The key counts in the entry that maps the page alone. PKRS's WD means nothing without CR0.WP, whoever stores: so the
  /// SDM ("Protection Keys"), where XTF's rules make no difference between the two registers.
  private func keyForbids(_ entry: XTFEntry, _ access: XTFAccess) -> Bool {
    guard mode.hasKeys, entry.isLeaf, entry.bit == XTFControls.key << 59 else { return false }
    let isProtected = controls.contains(.writeProtect)
    if entry.rights & 4 != 0 {
      guard controls.contains(.userKeys) else { return false }
      if controls.contains(.userAccessDisabled) { return true }
      return access.kind == .store && controls.contains(.userWriteDisabled) && (access.actsAsUser || isProtected)
    }
    guard controls.contains(.supervisorKeys) else { return false }
    if controls.contains(.supervisorAccessDisabled) { return true }
    return access.kind == .store && controls.contains(.supervisorWriteDisabled) && isProtected
  }

  /// Where the access goes, if it may.
  func address(_ entry: XTFEntry, of gva: GVA) -> UInt64 {
    let mask: UInt64 = 1 << UInt64(mode.pageShift(at: entry.isLeaf ? entry.level : 1)) - 1
    // Bits of the entry that are bits of the address, where they are not reserved.
    var bit: UInt64 = 0
    if entry.isLeaf && !mode.isLegacy && entry.bit == 1 << 51 { bit = entry.bit }
    if entry.isLeaf && entry.level == 2 && mode == .legacyPSE36 && entry.bit == 1 << 13 { bit = 1 << 32 }
    return entry.page | bit | gva.rawValue & mask
  }
}
