import MMUCore

/// 4-level and 5-level paging, step by step as the manual tells it.
///
/// Source: Intel SDM vol. 3A, chapter "Paging": sections "4-Level Paging and 5-Level Paging", "Determination of Access
/// Rights", "Protection Keys", "Page-Fault Exceptions", "Accessed and Dirty Flags".
public struct ReferenceX86Long: ReferencePaging {
  /// The memory that holds the paging structures.
  public let memory: ReferenceMemory<GuestPhysical>
  /// The address in CR3.
  public var root: GPA
  /// 4, or 5 where CR4.LA57 is 1.
  public let levels: Int
  /// The processor and its controls.
  public var configuration: X86Configuration

  /// A walker of 4 or 5 levels.
  public init(
    memory: ReferenceMemory<GuestPhysical>, root: GPA, levels: Int = 4, configuration: X86Configuration
  ) {
    precondition(levels == 4 || levels == 5, "x86 has 4-level and 5-level paging")
    self.memory = memory
    self.root = root
    self.levels = levels
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
    // "I/D: … either (1) CR4.SMEP = 1; or (2) both CR4.PAE = 1 and IA32_EFER.NXE = 1." Here PAE is 1.
    let reportsFetches = configuration.controls.contains(.smep) || configuration.controls.contains(.noExecute)
    return ReferencePageFaultCode.exception(for: fault, gva, access, reportsFetches: reportsFetches)
  }

  private func translate(_ gva: GVA, _ access: GuestAccess) throws(WalkFailure) -> ReferenceTranslation<GuestPhysical> {
    guard isCanonical(gva.rawValue) else { throw WalkFailure(.nonCanonical, at: UInt8(levels)) }
    let tables = ReferenceLongModeTables(memory: memory, root: root, levels: levels, configuration: configuration)
    let leaf = try tables.leaf(for: gva.rawValue)
    // The error code's PK flag does not depend on what other rights say.
    if keyForbids(access, leaf) { throw WalkFailure(.protectionKey, at: leaf.entry.level) }
    guard rightsAllow(access, leaf) else { throw WalkFailure(.protection, at: leaf.entry.level) }
    tables.markUsed(leaf, by: access)
    return leaf.translation(
      of: gva.rawValue, permitted: AccessClassSet { rightsAllow($0, leaf) && !keyForbids($0, leaf) },
      isDirty: leaf.entry.bit(6) || access.kind == .store, isGlobal: configuration.honoursGlobal && leaf.entry.bit(8))
  }

  /// "An address is canonical if bits 63 through 47 [with 5 levels: 56] are identical" (vol. 1, section "Canonical
  /// Addressing").
  private func isCanonical(_ linear: UInt64) -> Bool {
    let lowest = levels == 5 ? 56 : 47
    let upper = linear.bits(63, lowest)
    return upper == 0 || upper == UInt64.max.bits(63, lowest)
  }

  private func rightsAllow(_ access: GuestAccess, _ leaf: ReferenceLeaf<GuestPhysical>) -> Bool {
    ReferenceAccessRights.allow(access, to: leaf.rights, under: configuration.controls)
  }

  /// "The protection key located in bits 62:59 of the paging-structure entry that mapped the page."
  private func keyForbids(_ access: GuestAccess, _ leaf: ReferenceLeaf<GuestPhysical>) -> Bool {
    ReferenceProtectionKeys.forbid(
      access, key: leaf.entry.value.bits(62, 59), isUserPage: leaf.rights.contains(.user), under: configuration)
  }
}
