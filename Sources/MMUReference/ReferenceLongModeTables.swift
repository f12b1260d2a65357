import MMUCore

/// The tables of 4-level and 5-level paging, step by step from the root to the entry that maps a page.
///
/// Source: Intel SDM vol. 3A, section "4-Level Paging and 5-Level Paging". AMD's nested page tables are the same (APM
/// vol. 2, section "Nested Page Tables"), and lie in another memory.
struct ReferenceLongModeTables<Space: AddressSpace> {
  let memory: ReferenceMemory<Space>
  let root: Address<Space>
  let levels: Int
  let configuration: X86Configuration
  /// Whether bit 8 is reserved in PML4Es and in PDPTEs that lead to a table, as on AMD.
  var reservesBit8 = false

  /// The entry that maps the page of an address. Sets the accessed flags of the entries above it, not its own.
  func leaf(for linear: UInt64) throws(WalkFailure) -> ReferenceLeaf<Space> {
    var rights = AccessRights.all
    var table = root.rawValue.keeping(51, 12)
    if levels == 5 {
      // "Bits 51:12 are from CR3. Bits 11:3 are bits 56:48 of the linear address."
      let pml5e = try presentEntry(5, at: table + 8 * linear.bits(56, 48))
      table = follow(pml5e, narrowing: &rights)
    }
    // "Bits 51:12 are from CR3 [or the PML5E]. Bits 11:3 are bits 47:39 of the linear address."
    let pml4e = try presentEntry(4, at: table + 8 * linear.bits(47, 39))
    table = follow(pml4e, narrowing: &rights)
    // "Bits 51:12 are from the PML4E. Bits 11:3 are bits 38:30 of the linear address."
    let pdpte = try presentEntry(3, at: table + 8 * linear.bits(38, 30))
    if pdpte.bit(7) { return page(.gib1, mappedBy: pdpte, below: rights) }
    table = follow(pdpte, narrowing: &rights)
    // "Bits 51:12 are from the PDPTE. Bits 11:3 are bits 29:21 of the linear address."
    let pde = try presentEntry(2, at: table + 8 * linear.bits(29, 21))
    if pde.bit(7) { return page(.mib2, mappedBy: pde, below: rights) }
    table = follow(pde, narrowing: &rights)
    // "Bits 51:12 are from the PDE. Bits 11:3 are bits 20:12 of the linear address."
    let pte = try presentEntry(1, at: table + 8 * linear.bits(20, 12))
    return page(.kib4, mappedBy: pte, below: rights)
  }

  /// Sets the accessed flag (bit 5) of the entry that maps a page, and for a store its dirty flag (bit 6).
  func markUsed(_ leaf: ReferenceLeaf<Space>, by access: GuestAccess) {
    memory.setBit(5, at: leaf.entry.address)
    if access.kind == .store { memory.setBit(6, at: leaf.entry.address) }
  }

  /// Reads an entry; it is used only if it is present and its reserved bits are 0.
  private func presentEntry(_ level: UInt8, at address: UInt64) throws(WalkFailure) -> PagingStructureEntry<Space> {
    guard let value = memory.word(at: Address(address)) else { throw WalkFailure(.tableOutsideMemory, at: level) }
    let entry = PagingStructureEntry<Space>(address: Address(address), value: value, level: level)
    guard entry.bit(0) else { throw WalkFailure(.notPresent, at: level) }
    guard !hasReservedBitSet(entry) else { throw WalkFailure(.reservedBit, at: level) }
    return entry
  }

  /// The reserved bits in the tables "Format of a PML5 Entry", "… of a PML4 Entry", "… of a
  /// Page-Directory-Pointer-Table Entry", "… of a Page-Directory Entry" and "… of a Page-Table Entry".
  private func hasReservedBitSet(_ entry: PagingStructureEntry<Space>) -> Bool {
    if entry.hasAny(51, Int(configuration.maxPhysicalAddressBits)) { return true }
    if entry.bit(63) && !configuration.controls.contains(.noExecute) { return true }
    switch entry.level {
    case 5: return entry.bit(7)
    case 4: return entry.bit(7) || (reservesBit8 && entry.bit(8))
    case 3 where entry.bit(7): return !configuration.has1GiBPages || entry.hasAny(29, 13)
    case 3: return reservesBit8 && entry.bit(8)
    case 2 where entry.bit(7): return entry.hasAny(20, 13)
    default: return false
    }
  }

  /// Uses an entry that leads to a table: sets its accessed flag, and answers where the table lies.
  private func follow(_ entry: PagingStructureEntry<Space>, narrowing rights: inout AccessRights) -> UInt64 {
    memory.setBit(5, at: entry.address)
    rights = rights.and(entry.x86Rights)
    return entry.address(from: 12)
  }

  private func page(
    _ size: PageSize, mappedBy entry: PagingStructureEntry<Space>, below rights: AccessRights
  ) -> ReferenceLeaf<Space> {
    ReferenceLeaf(
      entry: entry, page: entry.address(from: Int(size.shift)), size: size, rights: rights.and(entry.x86Rights))
  }
}
