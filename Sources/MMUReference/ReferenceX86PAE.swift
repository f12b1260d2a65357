import MMUCore

/// PAE paging, step by step as the manual tells it.
///
/// Source: Intel SDM vol. 3A, chapter "Paging": section "PAE Paging".
public struct ReferenceX86PAE: ReferencePaging {
  /// The memory that holds the paging structures.
  public let memory: ReferenceMemory<GuestPhysical>
  /// The four PDPTE registers; one that is missing counts as not present.
  public var pointers: [UInt64]
  /// The processor and its controls.
  public var configuration: X86Configuration

  /// A walker that goes by these PDPTE registers.
  public init(memory: ReferenceMemory<GuestPhysical>, pointers: [UInt64], configuration: X86Configuration) {
    self.memory = memory
    self.pointers = pointers
    self.configuration = configuration
  }

  /// The PDPTEs that MOV to CR3 loads; `nil` where it raises #GP(0) instead. Absent memory reads as 0.
  ///
  /// "Bits 31:5 are the physical address of the 32-byte aligned page-directory-pointer table" (section "PDPTE
  /// Registers").
  public static func loadPointers(
    from memory: ReferenceMemory<GuestPhysical>, cr3: GPA, configuration: X86Configuration
  ) -> [UInt64]? {
    let table = cr3.rawValue.keeping(31, 5)
    var pointers: [UInt64] = []
    for number in 0...3 as ClosedRange<UInt64> {
      let pdpte = memory.word(at: GPA(table + 8 * number)) ?? 0
      // "If any of the PDPTEs sets both the P flag (bit 0) and any reserved bit, the MOV to CR instruction causes a
      // general-protection exception (#GP(0)) and the PDPTEs are not loaded."
      if pdpte.bit(0) && hasReservedBitSet(pdpte, configuration) { return nil }
      pointers.append(pdpte)
    }
    return pointers
  }

  /// Translates one access, and sets the accessed and dirty flags that it sets.
  public func walk(_ gva: GVA, _ access: GuestAccess) -> ReferenceWalkResult<GuestPhysical> {
    do {
      return .mapped(try translate(gva, access))
    } catch {
      return .fault(error.fault)
    }
  }

  /// What the guest is told of a fault.
  public func exception(for fault: PageFault, _ gva: GVA, _ access: GuestAccess) -> X86Exception {
    // "I/D: … either (1) CR4.SMEP = 1; or (2) both CR4.PAE = 1 and IA32_EFER.NXE = 1."
    let reportsFetches = configuration.controls.contains(.smep) || configuration.controls.contains(.noExecute)
    return ReferencePageFaultCode.exception(for: fault, gva, access, reportsFetches: reportsFetches)
  }

  /// Table "Format of a PAE Page-Directory-Pointer-Table Entry": bits 2:1, 8:5 and 63:M are reserved.
  private static func hasReservedBitSet(_ pdpte: UInt64, _ configuration: X86Configuration) -> Bool {
    pdpte.bits(2, 1) != 0 || pdpte.bits(8, 5) != 0 || pdpte.bits(63, Int(configuration.maxPhysicalAddressBits)) != 0
  }

  private func translate(_ gva: GVA, _ access: GuestAccess) throws(WalkFailure) -> ReferenceTranslation<GuestPhysical> {
    // "PAE paging translates 32-bit linear addresses."
    guard gva.rawValue.bits(63, 32) == 0 else { throw WalkFailure(.nonCanonical, at: 2) }
    let leaf = try leaf(for: gva.rawValue)
    guard allows(access, leaf.rights) else { throw WalkFailure(.protection, at: leaf.entry.level) }
    memory.setBit(5, at: leaf.entry.address)
    if access.kind == .store { memory.setBit(6, at: leaf.entry.address) }
    return leaf.translation(
      of: gva.rawValue, permitted: AccessClassSet { allows($0, leaf.rights) },
      isDirty: leaf.entry.bit(6) || access.kind == .store, isGlobal: configuration.honoursGlobal && leaf.entry.bit(8))
  }

  private func leaf(for linear: UInt64) throws(WalkFailure) -> ReferenceLeaf<GuestPhysical> {
    // "The PDPTE register to use is identified by bits 31:30 of the linear address." It has no flag but P.
    let number = Int(linear.bits(31, 30))
    let pdpte = number < pointers.count ? pointers[number] : 0
    guard pdpte.bit(0) else { throw WalkFailure(.notPresent, at: 3) }
    // "Bits 51:12 are from PDPTEi. Bits 11:3 are bits 29:21 of the linear address."
    let pde = try presentEntry(2, at: pdpte.keeping(51, 12) + 8 * linear.bits(29, 21))
    // "Bits 51:21 are from the PDE. Bits 20:0 are from the original linear address."
    if pde.bit(7) { return ReferenceLeaf(entry: pde, page: pde.address(from: 21), size: .mib2, rights: pde.x86Rights) }
    memory.setBit(5, at: pde.address)
    // "Bits 51:12 are from the PDE. Bits 11:3 are bits 20:12 of the linear address."
    let pte = try presentEntry(1, at: pde.address(from: 12) + 8 * linear.bits(20, 12))
    return ReferenceLeaf(
      entry: pte, page: pte.address(from: 12), size: .kib4, rights: pde.x86Rights.and(pte.x86Rights))
  }

  /// Reads an entry; it is used only if it is present and its reserved bits are 0.
  private func presentEntry(
    _ level: UInt8, at address: UInt64
  ) throws(WalkFailure) -> PagingStructureEntry<GuestPhysical> {
    guard let value = memory.word(at: GPA(address)) else { throw WalkFailure(.tableOutsideMemory, at: level) }
    let entry = PagingStructureEntry<GuestPhysical>(address: GPA(address), value: value, level: level)
    guard entry.bit(0) else { throw WalkFailure(.notPresent, at: level) }
    guard !hasReservedBitSet(entry) else { throw WalkFailure(.reservedBit, at: level) }
    return entry
  }

  /// The reserved bits in the tables "Format of a PAE Page-Directory Entry that Maps a 2-MByte Page", "… that
  /// References a Page Table" and "Format of a PAE Page-Table Entry".
  private func hasReservedBitSet(_ entry: PagingStructureEntry<GuestPhysical>) -> Bool {
    if entry.hasAny(62, Int(configuration.maxPhysicalAddressBits)) { return true }
    if entry.bit(63) && !configuration.controls.contains(.noExecute) { return true }
    return entry.level == 2 && entry.bit(7) && entry.hasAny(20, 13)
  }

  private func allows(_ access: GuestAccess, _ rights: AccessRights) -> Bool {
    ReferenceAccessRights.allow(access, to: rights, under: configuration.controls)
  }
}
