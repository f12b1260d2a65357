import MMUCore

/// 32-bit paging, step by step as the manual tells it. Its entries have 32 bits.
///
/// Source: Intel SDM vol. 3A, chapter "Paging": section "32-Bit Paging".
public struct ReferenceX86Legacy32: ReferencePaging {
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

  /// What the guest is told of a fault.
  public func exception(for fault: PageFault, _ gva: GVA, _ access: GuestAccess) -> X86Exception {
    // "I/D: … either (1) CR4.SMEP = 1; or (2) both CR4.PAE = 1 and IA32_EFER.NXE = 1." Here PAE is 0.
    ReferencePageFaultCode.exception(
      for: fault, gva, access, reportsFetches: configuration.controls.contains(.smep))
  }

  private func translate(_ gva: GVA, _ access: GuestAccess) throws(WalkFailure) -> ReferenceTranslation<GuestPhysical> {
    // "32-bit paging translates 32-bit linear addresses."
    guard gva.rawValue.bits(63, 32) == 0 else { throw WalkFailure(.nonCanonical, at: 2) }
    let leaf = try leaf(for: gva.rawValue)
    guard allows(access, leaf.rights) else { throw WalkFailure(.protection, at: leaf.entry.level) }
    setFlag(5, in: leaf.entry)
    if access.kind == .store { setFlag(6, in: leaf.entry) }
    return leaf.translation(
      of: gva.rawValue, permitted: AccessClassSet { allows($0, leaf.rights) },
      isDirty: leaf.entry.bit(6) || access.kind == .store, isGlobal: configuration.honoursGlobal && leaf.entry.bit(8))
  }

  private func leaf(for linear: UInt64) throws(WalkFailure) -> ReferenceLeaf<GuestPhysical> {
    // "Bits 39:32 are all 0. Bits 31:12 are from CR3. Bits 11:2 are bits 31:22 of the linear address."
    let pde = try presentEntry(2, at: root.rawValue.keeping(31, 12) + 4 * linear.bits(31, 22))
    if mapsPage(pde) {
      let size = PageSize(shift: 22)
      return ReferenceLeaf(entry: pde, page: largePage(pde), size: size, rights: rights(of: pde))
    }
    setFlag(5, in: pde)
    // "Bits 39:32 are all 0. Bits 31:12 are from the PDE. Bits 11:2 are bits 21:12 of the linear address."
    let pte = try presentEntry(1, at: pde.value.keeping(31, 12) + 4 * linear.bits(21, 12))
    // "Bits 39:32 are all 0. Bits 31:12 are from the PTE. Bits 11:0 are from the original linear address."
    return ReferenceLeaf(
      entry: pte, page: pte.value.keeping(31, 12), size: .kib4, rights: rights(of: pde).and(rights(of: pte)))
  }

  /// "If CR4.PSE = 1 and the PDE's PS flag is 1, the PDE maps a 4-MByte page"; otherwise PS is ignored.
  private func mapsPage(_ pde: PagingStructureEntry<GuestPhysical>) -> Bool {
    configuration.controls.contains(.pageSizeExtensions) && pde.bit(7)
  }

  /// "Bits 39:32 are bits 20:13 of the PDE. Bits 31:22 are bits 31:22 of the PDE." Above M, bits 20:13 are reserved.
  private func largePage(_ pde: PagingStructureEntry<GuestPhysical>) -> UInt64 {
    pde.value.bits(20, 13) << 32 + pde.value.keeping(31, 22)
  }

  /// M of table "Format of a 32-Bit Page-Directory Entry that Maps a 4-MByte Page": "If the PSE-36 mechanism is not
  /// supported, M is 32 … If [it] is supported, M is the minimum of 40 and MAXPHYADDR."
  private var largePageAddressBits: Int {
    // MAXPHYADDR is never below 32.
    configuration.hasPSE36 ? max(32, min(40, Int(configuration.maxPhysicalAddressBits))) : 32
  }

  /// Reads an entry; it is used only if it is present and its reserved bits are 0.
  private func presentEntry(
    _ level: UInt8, at address: UInt64
  ) throws(WalkFailure) -> PagingStructureEntry<GuestPhysical> {
    guard let value = memory.halfWord(at: GPA(address)) else { throw WalkFailure(.tableOutsideMemory, at: level) }
    let entry = PagingStructureEntry<GuestPhysical>(address: GPA(address), value: value, level: level)
    guard entry.bit(0) else { throw WalkFailure(.notPresent, at: level) }
    // The same table: "21:(M–19): Reserved (must be 0)". No other entry has reserved bits, as the PAT is supported.
    if level == 2 && mapsPage(entry) && entry.hasAny(21, largePageAddressBits - 19) {
      throw WalkFailure(.reservedBit, at: level)
    }
    return entry
  }

  private func setFlag(_ number: Int, in entry: PagingStructureEntry<GuestPhysical>) {
    guard let half = memory.halfWord(at: entry.address), !half.bit(number) else { return }
    memory.setHalfWord(half | 1 << UInt64(number), at: entry.address)
  }

  /// R/W and U/S. An entry of 32 bits has no XD: "For 32-bit paging … instructions may be fetched".
  private func rights(of entry: PagingStructureEntry<GuestPhysical>) -> AccessRights {
    entry.x86Rights | .execute | .userExecute
  }

  private func allows(_ access: GuestAccess, _ rights: AccessRights) -> Bool {
    ReferenceAccessRights.allow(access, to: rights, under: configuration.controls)
  }
}
