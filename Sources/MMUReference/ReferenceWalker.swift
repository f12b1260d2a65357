import MMUCore

/// 4-level paging, step by step as the manual tells it.
///
/// Source: Intel SDM vol. 3A, chapter "Paging": sections "4-Level Paging and 5-Level Paging", "Determination of Access
/// Rights", "Page-Fault Exceptions", "Accessed and Dirty Flags".
public struct ReferenceWalker: ReferencePaging {
  /// The memory that holds the paging structures.
  public let memory: ReferenceMemory<GuestPhysical>
  /// The address in CR3.
  public var root: GPA
  /// The processor and its controls.
  public var configuration: X86Configuration

  /// A walker.
  public init(memory: ReferenceMemory<GuestPhysical>, root: GPA, configuration: X86Configuration) {
    self.memory = memory
    self.root = root
    self.configuration = configuration
  }

  /// Translates one access, and sets the accessed and dirty flags that it sets.
  public func walk(_ gva: GVA, _ access: GuestAccess) -> ReferenceWalkResult<GuestPhysical> {
    do {
      return .mapped(try translate(gva, access))
    } catch {
      return .fault(error.fault)
    }
  }

  private func translate(_ gva: GVA, _ access: GuestAccess) throws(WalkFailure) -> ReferenceTranslation<GuestPhysical> {
    guard isCanonical(gva.rawValue) else { throw WalkFailure(.nonCanonical, at: 4) }
    // "Bits 51:12 are from CR3. Bits 11:3 are bits 47:39 of the linear address."
    let pml4e = try presentEntry(4, tableAt: root.rawValue, index: bits(47, 39, of: gva.rawValue))
    setFlag(5, in: pml4e)
    // "Bits 51:12 are from the PML4E. Bits 11:3 are bits 38:30 of the linear address."
    let pdpte = try presentEntry(3, tableAt: pml4e.address(from: 12), index: bits(38, 30, of: gva.rawValue))
    if pdpte.bit(7) { return try page(.gib1, mappedBy: [pml4e, pdpte], gva, access) }
    setFlag(5, in: pdpte)
    let pde = try presentEntry(2, tableAt: pdpte.address(from: 12), index: bits(29, 21, of: gva.rawValue))
    if pde.bit(7) { return try page(.mib2, mappedBy: [pml4e, pdpte, pde], gva, access) }
    setFlag(5, in: pde)
    let pte = try presentEntry(1, tableAt: pde.address(from: 12), index: bits(20, 12, of: gva.rawValue))
    return try page(.kib4, mappedBy: [pml4e, pdpte, pde, pte], gva, access)
  }

  /// "An address is canonical if bits 63 through 47 are identical" (vol. 1, section "Canonical Addressing").
  private func isCanonical(_ linear: UInt64) -> Bool {
    let upper = linear / (1 << 47)
    return upper == 0 || upper == 0x1FFFF
  }

  private func bits(_ high: UInt64, _ low: UInt64, of linear: UInt64) -> UInt64 {
    (linear / (1 << low)) % (1 << (high - low + 1))
  }

  /// Reads an entry; it is used only if it is present and its reserved bits are 0.
  private func presentEntry(
    _ level: UInt8, tableAt table: UInt64, index: UInt64
  ) throws(WalkFailure) -> PagingStructureEntry {
    let address = GPA(table + index * 8)
    guard let value = memory.word(at: address) else { throw WalkFailure(.tableOutsideMemory, at: level) }
    let entry = PagingStructureEntry(address: address, value: value, level: level)
    guard entry.bit(0) else { throw WalkFailure(.notPresent, at: level) }
    guard !hasReservedBitSet(entry) else { throw WalkFailure(.reservedBit, at: level) }
    return entry
  }

  /// The reserved bits in the tables "Format of a PML4 Entry", "… of a Page-Directory-Pointer-Table Entry", "… of a
  /// Page-Directory Entry" and "… of a Page-Table Entry".
  private func hasReservedBitSet(_ entry: PagingStructureEntry) -> Bool {
    for number in Int(configuration.maxPhysicalAddressBits)..<52 where entry.bit(number) { return true }
    if entry.bit(63) && !configuration.controls.contains(.noExecute) { return true }
    if entry.level == 1 || !entry.bit(7) { return false }
    switch entry.level {
    case 4: return true
    case 3: return !configuration.has1GiBPages || (13...29).contains { entry.bit($0) }
    default: return (13...20).contains { entry.bit($0) }
    }
  }

  /// The last step: the entries on the path map a page; may this access use it?
  private func page(
    _ size: PageSize, mappedBy path: [PagingStructureEntry], _ gva: GVA, _ access: GuestAccess
  ) throws(WalkFailure) -> ReferenceTranslation<GuestPhysical> {
    let leaf = path[path.count - 1]
    let rights = rights(of: path)
    guard ReferenceAccessRights.allow(access, to: rights, under: configuration.controls) else {
      throw WalkFailure(.protection, at: leaf.level)
    }
    setFlag(5, in: leaf)
    if access.kind == .store { setFlag(6, in: leaf) }
    let offset = bits(UInt64(size.shift) - 1, 0, of: gva.rawValue)
    return ReferenceTranslation(
      address: GPA(leaf.address(from: Int(size.shift)) + offset), pageSize: size, rights: rights, permitted: permitted(by: rights),
      isDirty: leaf.bit(6) || access.kind == .store, isGlobal: configuration.honoursGlobal && leaf.bit(8))
  }

  /// R/W and U/S must be 1 in every entry; XD in any entry forbids.
  private func rights(of path: [PagingStructureEntry]) -> AccessRights {
    var rights = AccessRights.none
    if path.allSatisfy({ $0.bit(1) }) { rights |= .write }
    if path.allSatisfy({ $0.bit(2) }) { rights |= .user }
    if !path.contains(where: { $0.bit(63) }) { rights |= .execute }
    rights |= .read
    if rights.contains(.execute) { rights |= .userExecute }
    return rights
  }

  /// Every class of access, asked one by one.
  private func permitted(by rights: AccessRights) -> AccessClassSet {
    GuestAccess.everyClass.reduce(.none) { permitted, access in
      ReferenceAccessRights.allow(access, to: rights, under: configuration.controls)
        ? permitted | access.asSet : permitted
    }
  }

  private func setFlag(_ number: UInt64, in entry: PagingStructureEntry) {
    guard let word = memory.word(at: entry.address) else { return }
    memory.setWord(word | 1 << number, at: entry.address)
  }

  /// The error code, bullet by bullet: P, W/R, U/S, RSVD, I/D.
  ///
  /// No manual says what a table outside memory does; it counts as "not present".
  public func exception(for fault: PageFault, _ gva: GVA, _ access: GuestAccess) -> X86Exception {
    if fault.reason == .nonCanonical { return .generalProtection }
    var code: UInt32 = 0
    if fault.reason != .notPresent && fault.reason != .tableOutsideMemory { code += 1 }
    if access.kind == .store { code += 2 }
    if access.privilege == .user { code += 4 }
    if fault.reason == .reservedBit { code += 8 }
    if access.kind == .fetch {
      if configuration.controls.contains(.smep) {
        code += 16
      } else if configuration.controls.contains(.noExecute) {
        code += 16
      }
    }
    return .pageFault(errorCode: X86PageFaultCode(rawValue: code), cr2: gva)
  }
}
