import MMUCore

/// The "Virtual Address Translation Process", its ten steps one by one.
///
/// Source: RISC-V Privileged Architecture 1.13, chapter "Supervisor-Level ISA", section "Virtual Address Translation
/// Process", and the sections that say how Sv39, Sv48, Sv57, Svnapot and Svpbmt depart from it; for the second stage, chapter
/// "Hypervisor Extension", section "Guest Physical Address Translation".
struct ReferenceRISCVProcess<Output: AddressSpace> {
  let memory: ReferenceMemory<Output>
  /// The root's address.
  let root: UInt64
  /// LEVELS.
  let levels: Int
  /// PTESIZE: 4 or 8.
  let entrySize: UInt64
  /// Whether it is the second stage: an x4 format.
  let isGuestStage: Bool
  let controls: RISCVControls

  func walk(_ va: UInt64, _ access: GuestAccess) -> ReferenceWalkResult<Output> {
    do {
      return .mapped(try translate(va, access))
    } catch {
      return .fault(error.fault)
    }
  }

  private func translate(_ va: UInt64, _ access: GuestAccess) throws(WalkFailure) -> ReferenceTranslation<Output> {
    guard isTranslatable(va) else { throw WalkFailure(.nonCanonical, at: UInt8(levels)) }
    // 1. "Let a be satp.ppn × PAGESIZE, and let i = LEVELS − 1." The register has no bits below a page, hgatp none below
    // 16 KiB.
    let rootSize: UInt64 = isGuestStage ? 16384 : 4096
    var a = root / rootSize * rootSize
    var i = levels - 1
    var isGlobal = false
    while true {
      // 2. "Let pte be the value of the PTE at address a + va.vpn[i] × PTESIZE."
      let address = a &+ vpn(i, of: va) * entrySize
      let pte = try entry(at: address, i)
      // 3. and the reserved bits and encodings.
      try checkReserved(pte, i)
      // "For non-leaf PTEs, the global setting implies that all mappings in the subsequent levels … are global."
      isGlobal = isGlobal || pte.g
      // 4. "If pte.r = 1 or pte.x = 1, go to step 5. Otherwise, this PTE is a pointer … Let i = i − 1. If i < 0, stop …"
      if !pte.isPointer { return try leaf(pte, at: address, i, isGlobal, va, access) }
      if i == 0 { throw WalkFailure(.reservedBit, at: 1) }
      i -= 1
      // "Otherwise, let a = pte.ppn × PAGESIZE and go to step 2."
      a = pte.ppn * 4096
    }
  }

  /// Whether the address is one that the tables have room for.
  ///
  /// Sv39 to Sv57: bits above the width "all equal to" the width's last bit. x4: those bits "must all be zeros". Sv32 has
  /// 32-bit addresses, Sv32x4 34-bit ones.
  private func isTranslatable(_ va: UInt64) -> Bool {
    let width = 12 + UInt64(levels) * bitsPerLevel
    if isGuestStage { return va / (1 << (width + 2)) == 0 }
    if entrySize == 4 { return va / (1 << width) == 0 }
    let upper = va / (1 << (width - 1))
    return upper == 0 || upper == UInt64.max / (1 << (width - 1))
  }

  /// 10 for Sv32, whose tables have 1024 entries of 4 bytes; else 9.
  private var bitsPerLevel: UInt64 { entrySize == 4 ? 10 : 9 }

  /// va.vpn[i]. "the root page table (only) is expanded by a factor of four": two more bits.
  private func vpn(_ i: Int, of va: UInt64) -> UInt64 {
    let count = isGuestStage && i == levels - 1 ? bitsPerLevel + 2 : bitsPerLevel
    return va / (1 << (12 + UInt64(i) * bitsPerLevel)) % (1 << count)
  }

  private func entry(at address: UInt64, _ i: Int) throws(WalkFailure) -> ReferenceRISCVEntry {
    let address = Address<Output>(address)
    let value = entrySize == 4 ? memory.halfWord(at: address) : memory.word(at: address)
    // "If accessing pte violates a PMA or PMP check, raise an access-fault exception".
    guard let value else { throw WalkFailure(.tableOutsideMemory, at: UInt8(i + 1)) }
    return ReferenceRISCVEntry(value: value)
  }

  /// 3. "If pte.v = 0, or if pte.r = 0 and pte.w = 1, or if any bits or encodings that are reserved for future standard
  /// use are set within pte, stop and raise a page-fault exception".
  private func checkReserved(_ pte: ReferenceRISCVEntry, _ i: Int) throws(WalkFailure) {
    let level = UInt8(i + 1)
    if !pte.v { throw WalkFailure(.notPresent, at: level) }
    if !pte.r && pte.w { throw WalkFailure(.reservedBit, at: level) }
    if pte.reserved != 0 { throw WalkFailure(.reservedBit, at: level) }
    let isMalformed = pte.isPointer ? isMalformedPointer(pte) : isMalformedLeaf(pte, i)
    if isMalformed { throw WalkFailure(.reservedBit, at: level) }
  }

  /// "For non-leaf PTEs, the D, A, and U bits are reserved for future standard use"; "For non-leaf PTEs, bits 62–61 are
  /// reserved"; and N means something in leaves only.
  private func isMalformedPointer(_ pte: ReferenceRISCVEntry) -> Bool {
    if pte.d || pte.a || pte.u { return true }
    return pte.n || pte.pbmt != 0
  }

  private func isMalformedLeaf(_ pte: ReferenceRISCVEntry, _ i: Int) -> Bool {
    // "If Svpbmt is not implemented, bits 62–61 remain reserved"; with it, "setting bits 62–61 to the value 3 is reserved".
    if pte.pbmt == 3 { return true }
    if pte.pbmt != 0 && !controls.contains(.pageBasedMemoryTypes) { return true }
    if !pte.n { return false }
    // "If Svnapot is not implemented, bit 63 remains reserved". Table "Page table entry encodings when pte.N=1": all
    // reserved but i = 0 with ppn[0] = x xxxx 1000.
    if !controls.contains(.napot) { return true }
    return i != 0 || pte.ppn % 16 != 0b1000
  }

  /// Steps 5 to 10.
  private func leaf(
    _ pte: ReferenceRISCVEntry, at address: UInt64, _ i: Int, _ isGlobal: Bool, _ va: UInt64, _ access: GuestAccess
  ) throws(WalkFailure) -> ReferenceTranslation<Output> {
    let level = UInt8(i + 1)
    // 5. "If i > 0 and pte.ppn[i−1:0] ≠ 0, this is a misaligned superpage".
    let shift = 12 + UInt64(i) * bitsPerLevel
    if pte.ppn * 4096 % (1 << shift) != 0 { throw WalkFailure(.reservedBit, at: level) }
    // 6., 7. "Determine if the requested memory access is allowed by" U, SUM, R, W, X and MXR.
    let permission = ReferenceRISCVPermission(controls: controls, isGuestStage: isGuestStage)
    guard permission.allows(access, by: pte) else { throw WalkFailure(.protection, at: level) }
    // 8. is the PMP's. 9.
    let isDirty = try updated(pte, at: address, level, access)
    // 10. "The translation is successful."
    let size = PageSize(shift: pte.n ? 16 : UInt8(shift))
    return ReferenceTranslation(
      address: Address(pte.ppn * 4096 / size.byteCount * size.byteCount + va % size.byteCount), pageSize: size,
      rights: rights(of: pte), permitted: permitted(by: pte, isDirty: isDirty, permission), isDirty: isDirty,
      isGlobal: isGlobal && !isGuestStage)
  }

  /// 9. "If pte.a = 0, or if the original memory access is a store and pte.d = 0": Svade "raise a page-fault exception",
  /// Svadu "set pte.a to 1 and, if the original memory access is a store, also set pte.d to 1". Gives the D bit after that.
  private func updated(
    _ pte: ReferenceRISCVEntry, at address: UInt64, _ level: UInt8, _ access: GuestAccess
  ) throws(WalkFailure) -> Bool {
    let needsD = access.kind == .store && !pte.d
    if pte.a && !needsD { return pte.d }
    guard controls.contains(.hardwareAccessedDirty) else {
      throw WalkFailure(pte.a ? .dirtyFlag : .accessFlag, at: level)
    }
    var value = pte.value
    if !pte.a { value += 1 << 6 }
    if needsD { value += 1 << 7 }
    if entrySize == 4 {
      memory.setHalfWord(value, at: Address(address))
    } else {
      memory.setWord(value, at: Address(address))
    }
    return pte.d || needsD
  }

  private func rights(of pte: ReferenceRISCVEntry) -> AccessRights {
    var rights = AccessRights.none
    if pte.r { rights |= .read }
    if pte.w { rights |= .write }
    if pte.x { rights |= .execute | .userExecute }
    if pte.u { rights |= .user }
    return rights
  }

  /// Every class of access, asked one by one. The A bit is set by now; a store needs D, or hardware that sets it.
  private func permitted(
    by pte: ReferenceRISCVEntry, isDirty: Bool, _ permission: ReferenceRISCVPermission
  ) -> AccessClassSet {
    var permitted = AccessClassSet.none
    for access in GuestAccess.everyClass where permission.allows(access, by: pte) {
      if access.kind == .store && !isDirty && !controls.contains(.hardwareAccessedDirty) { continue }
      permitted |= access.asSet
    }
    return permitted
  }
}
