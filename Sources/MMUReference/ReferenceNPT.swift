import MMUCore

/// AMD's nested page tables with a host in long mode, step by step as the manual tells it.
///
/// Source: AMD APM vol. 2, chapter "Secure Virtual Machine", section "Nested Paging".
public struct ReferenceNPT: ReferencePaging {
  /// The memory that holds the nested tables.
  public let memory: ReferenceMemory<HostPhysical>
  /// The address in nCR3.
  public var root: HPA
  /// The host's processor and controls. Of the controls only EFER.NXE counts: CR0.WP, SMEP and SMAP are about
  /// supervisor accesses, and there are none.
  public var configuration: X86Configuration
  /// Whether bit 8 is reserved in PML4Es and in PDPEs that lead to a table: so AMD (vol. 2, figures "4-Kbyte PML4E" and
  /// "4-Kbyte PDPE": MBZ), while Intel ignores it.
  public var reservesBit8: Bool

  /// A walker.
  public init(
    memory: ReferenceMemory<HostPhysical>, root: HPA, configuration: X86Configuration, reservesBit8: Bool = false
  ) {
    self.memory = memory
    self.root = root
    self.configuration = configuration
    self.reservesBit8 = reservesBit8
  }

  /// Translates one access, and sets the accessed and dirty flags that it sets.
  public func walk(_ gpa: GPA, _ access: GuestAccess) -> ReferenceWalkResult<HostPhysical> {
    do {
      return .mapped(try translate(gpa, access))
    } catch {
      return .fault(error.fault)
    }
  }

  private func translate(_ gpa: GPA, _ access: GuestAccess) throws(WalkFailure) -> ReferenceTranslation<HostPhysical> {
    guard gpa.rawValue.bits(63, 48) == 0 else { throw WalkFailure(.nonCanonical, at: 4) }
    let tables = ReferenceLongModeTables(
      memory: memory, root: root, levels: 4, configuration: configuration, reservesBit8: reservesBit8)
    let leaf = try tables.leaf(for: gpa.rawValue)
    guard allows(access, leaf.rights) else { throw WalkFailure(.protection, at: leaf.entry.level) }
    tables.markUsed(leaf, by: access)
    // What is global is for the guest's tables to say.
    return leaf.translation(
      of: gpa.rawValue, permitted: AccessClassSet { allows($0, leaf.rights) },
      isDirty: leaf.entry.bit(6) || access.kind == .store, isGlobal: false)
  }

  /// "A table walk for the guest page itself is always treated as a user access at the nested page table level", and "the
  /// host hCR0.WP bit is ignored under nested paging".
  private func allows(_ access: GuestAccess, _ rights: AccessRights) -> Bool {
    ReferenceAccessRights.allow(GuestAccess(access.kind, .user), to: rights, under: configuration.controls)
  }
}
