import MMUCore

/// Intel's extended page tables of four levels, step by step as the manual tells it.
///
/// Source: Intel SDM vol. 3C, section "The Extended Page Table Mechanism (EPT)": "EPT Translation Mechanism",
/// "EPT-Induced VM Exits", "Accessed and Dirty Flags for EPT".
public struct ReferenceEPT: ReferencePaging {
  /// The memory that holds the EPT paging structures.
  public let memory: ReferenceMemory<HostPhysical>
  /// The address in the EPTP.
  public var root: HPA
  /// What the hypervisor chose and the processor has.
  public var controls: EPTControls
  /// MAXPHYADDR: CPUID.80000008H:EAX[7:0], 32 to 52.
  public var maxPhysicalAddressBits: UInt8

  /// A walker.
  public init(
    memory: ReferenceMemory<HostPhysical>, root: HPA, controls: EPTControls, maxPhysicalAddressBits: UInt8 = 52
  ) {
    self.memory = memory
    self.root = root
    self.controls = controls
    self.maxPhysicalAddressBits = maxPhysicalAddressBits
  }

  /// Translates one access, and sets the accessed and dirty flags that it sets.
  ///
  /// - Parameter access: user mode stands for a user-mode linear address, which mode-based execute control tells apart.
  ///   An access to the guest's tables is a store where accessed and dirty flags are kept.
  public func walk(_ gpa: GPA, _ access: GuestAccess) -> ReferenceWalkResult<HostPhysical> {
    do {
      return .mapped(try translate(gpa, access))
    } catch {
      return .fault(error.fault)
    }
  }

  /// What every entry on the path grants; nothing where there is no translation. No flag is set.
  ///
  /// "Bits 5:3 are cleared to 0 if any of [the] entries used to translate the guest-physical address … is not present"
  /// (table "Exit Qualification for EPT Violations").
  public func rights(at gpa: GPA) -> AccessRights {
    guard gpa.rawValue.bits(63, 48) == 0 else { return .none }
    do {
      return try leaf(for: gpa.rawValue, setsAccessed: false).rights
    } catch {
      return .none
    }
  }

  private func translate(_ gpa: GPA, _ access: GuestAccess) throws(WalkFailure) -> ReferenceTranslation<HostPhysical> {
    // "Page-walk length 4": 48 bits of a guest-physical address are translated.
    guard gpa.rawValue.bits(63, 48) == 0 else { throw WalkFailure(.nonCanonical, at: 4) }
    let keepsFlags = controls.contains(.accessedDirty)
    let leaf = try leaf(for: gpa.rawValue, setsAccessed: keepsFlags)
    guard allows(access, leaf.rights) else { throw WalkFailure(.protection, at: leaf.entry.level) }
    if keepsFlags {
      memory.setBit(8, at: leaf.entry.address)
      if access.kind == .store { memory.setBit(9, at: leaf.entry.address) }
    }
    return leaf.translation(
      of: gpa.rawValue, permitted: AccessClassSet { allows($0, leaf.rights) },
      isDirty: !keepsFlags || leaf.entry.bit(9) || access.kind == .store, isGlobal: false)
  }

  private func leaf(for gpa: UInt64, setsAccessed: Bool) throws(WalkFailure) -> ReferenceLeaf<HostPhysical> {
    var rights = AccessRights.all
    func follow(_ entry: PagingStructureEntry<HostPhysical>) -> UInt64 {
      if setsAccessed { memory.setBit(8, at: entry.address) }
      rights = rights.and(self.rights(of: entry))
      return entry.address(from: 12)
    }
    func page(_ size: PageSize, mappedBy entry: PagingStructureEntry<HostPhysical>) -> ReferenceLeaf<HostPhysical> {
      let address = entry.address(from: Int(size.shift))
      return ReferenceLeaf(entry: entry, page: address, size: size, rights: rights.and(self.rights(of: entry)))
    }
    // "Bits 51:12 are from the EPTP. Bits 11:3 are bits 47:39 of the guest-physical address."
    let pml4e = try presentEntry(4, at: root.rawValue.keeping(51, 12) + 8 * gpa.bits(47, 39))
    // "Bits 51:12 are from the EPT PML4E. Bits 11:3 are bits 38:30 of the guest-physical address."
    let pdpte = try presentEntry(3, at: follow(pml4e) + 8 * gpa.bits(38, 30))
    if pdpte.bit(7) { return page(.gib1, mappedBy: pdpte) }
    // "Bits 51:12 are from the EPT PDPTE. Bits 11:3 are bits 29:21 of the guest-physical address."
    let pde = try presentEntry(2, at: follow(pdpte) + 8 * gpa.bits(29, 21))
    if pde.bit(7) { return page(.mib2, mappedBy: pde) }
    // "Bits 51:12 are from the EPT PDE. Bits 11:3 are bits 20:12 of the guest-physical address."
    let pte = try presentEntry(1, at: follow(pde) + 8 * gpa.bits(20, 12))
    return page(.kib4, mappedBy: pte)
  }

  /// Reads an entry; it is used only if it is present and not a misconfiguration.
  private func presentEntry(
    _ level: UInt8, at address: UInt64
  ) throws(WalkFailure) -> PagingStructureEntry<HostPhysical> {
    guard let value = memory.word(at: HPA(address)) else { throw WalkFailure(.tableOutsideMemory, at: level) }
    let entry = PagingStructureEntry<HostPhysical>(address: HPA(address), value: value, level: level)
    guard isPresent(entry) else { throw WalkFailure(.notPresent, at: level) }
    guard !isMisconfigured(entry) else { throw WalkFailure(.reservedBit, at: level) }
    return entry
  }

  /// "An EPT paging-structure entry is present if any of bits 2:0 is 1", or bit 10 with mode-based execute control.
  private func isPresent(_ entry: PagingStructureEntry<HostPhysical>) -> Bool {
    entry.hasAny(2, 0) || (controls.contains(.modeBasedExecute) && entry.bit(10))
  }

  /// Section "EPT Misconfigurations", bullet by bullet.
  private func isMisconfigured(_ entry: PagingStructureEntry<HostPhysical>) -> Bool {
    // "Bit 0 of the entry is clear (indicating that data reads are not allowed) and any of the following hold:"
    if !entry.bit(0) {
      // "Bit 1 is set (indicating that data writes are allowed)."
      if entry.bit(1) { return true }
      // "The processor does not support execute-only translations and …"
      if !controls.contains(.executeOnly) {
        // "… bit 2 is set", or "the “mode-based execute control for EPT” … control is 1 and bit 10 is set".
        if entry.bit(2) || (controls.contains(.modeBasedExecute) && entry.bit(10)) { return true }
      }
    }
    // "A reserved bit is set. This includes the setting of a bit in the range 51:12 that is beyond the logical
    // processor's physical-address width."
    if entry.hasAny(51, Int(maxPhysicalAddressBits)) || hasReservedBitSet(entry) { return true }
    // "The entry is the last one used to translate a guest physical address … and the value of bits 5:3 (EPT memory
    // type) is 2, 3, or 7 (these values are reserved)."
    let type = entry.value.bits(5, 3)
    return mapsPage(entry) && (type == 2 || type == 3 || type == 7)
  }

  /// The tables "Format of an EPT PML4 Entry", "… of an EPT Page-Directory-Pointer-Table Entry" and so on, but for the
  /// address width.
  private func hasReservedBitSet(_ entry: PagingStructureEntry<HostPhysical>) -> Bool {
    switch entry.level {
    case 4: return entry.hasAny(7, 3)
    case 3 where entry.bit(7): return !controls.contains(.gib1Pages) || entry.hasAny(29, 12)
    case 2 where entry.bit(7): return !controls.contains(.mib2Pages) || entry.hasAny(20, 12)
    case 2, 3: return entry.hasAny(6, 3)
    default: return false
    }
  }

  private func mapsPage(_ entry: PagingStructureEntry<HostPhysical>) -> Bool { entry.level == 1 || entry.bit(7) }

  /// Bits 0, 1 and 2; with mode-based execute control bit 2 is for supervisor-mode linear addresses, and bit 10 for
  /// user-mode ones.
  private func rights(of entry: PagingStructureEntry<HostPhysical>) -> AccessRights {
    var rights = AccessRights.user
    if entry.bit(0) { rights |= .read }
    if entry.bit(1) { rights |= .write }
    if entry.bit(2) { rights |= .execute }
    if entry.bit(controls.contains(.modeBasedExecute) ? 10 : 2) { rights |= .userExecute }
    return rights
  }

  /// Section "EPT Violations": "The access is a data read and bit 0 was clear in any of the EPT paging-structure entries",
  /// and so on.
  private func allows(_ access: GuestAccess, _ rights: AccessRights) -> Bool {
    switch access.kind {
    case .load: return rights.contains(.read)
    case .store: return rights.contains(.write)
    case .fetch: return rights.contains(access.privilege == .user ? .userExecute : .execute)
    }
  }
}
