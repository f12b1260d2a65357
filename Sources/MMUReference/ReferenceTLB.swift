import MMUCore

/// A direct-mapped cache of 4 KiB translations: page number modulo size picks the slot.
///
/// Source: Intel SDM vol. 3A, section "Caching Translation Information"; the shape is the emulator's own choice.
public struct ReferenceTLB {
  private struct Entry {
    var pageNumber: UInt64
    var asid: ASID
    var hostPage: UInt64
    var translation: ReferenceTranslation<GuestPhysical>
    var isHostReadOnly: Bool

    func isUsable(in asid: ASID) -> Bool { translation.isGlobal || self.asid == asid }
  }

  private var slots: [Entry?]

  /// An empty TLB.
  public init(capacity: Int) { slots = Array(repeating: nil, count: capacity) }

  /// The host address of an access, if the TLB can answer: the page is there, the access is allowed, and a store needs
  /// no dirty flag and no host that forbids it.
  public func lookup(_ gva: GVA, _ access: GuestAccess, asid: ASID) -> HPA? {
    guard let entry = slots[slot(gva)] else { return nil }
    guard entry.pageNumber == gva.rawValue / 4096, entry.isUsable(in: asid) else { return nil }
    guard entry.translation.permitted.contains(access.asSet) else { return nil }
    if access.kind == .store && (!entry.translation.isDirty || entry.isHostReadOnly) { return nil }
    return HPA(entry.hostPage + gva.rawValue % 4096)
  }

  /// Remembers the 4 KiB piece of a page that holds an address.
  public mutating func fill(
    _ gva: GVA, _ translation: ReferenceTranslation<GuestPhysical>, hpa: HPA, isHostReadOnly: Bool, asid: ASID
  ) {
    slots[slot(gva)] = Entry(
      pageNumber: gva.rawValue / 4096, asid: asid, hostPage: hpa.rawValue / 4096 * 4096, translation: translation,
      isHostReadOnly: isHostReadOnly)
  }

  /// INVLPG, and a page fault: every piece of the page that holds the address, in one address space or global.
  ///
  /// "The INVLPG instruction and page faults … invalidate all TLB entries corresponding to the translation specified by
  /// the paging structures" (section "Operations that Invalidate TLBs and Paging-Structure Caches").
  public mutating func invalidate(_ gva: GVA, asid: ASID) {
    dropAll { entry in
      let page = entry.translation.pageSize.byteCount
      return entry.isUsable(in: asid) && entry.pageNumber * 4096 / page == gva.rawValue / page
    }
  }

  /// Drops one address space, but not what is global.
  public mutating func flush(asid: ASID) { dropAll { !$0.translation.isGlobal && $0.asid == asid } }

  /// Drops all that is not global.
  public mutating func flushNonGlobal() { dropAll { !$0.translation.isGlobal } }

  /// Drops everything.
  public mutating func flushAll() { dropAll { _ in true } }

  private func slot(_ gva: GVA) -> Int { Int(gva.rawValue / 4096 % UInt64(slots.count)) }

  private mutating func dropAll(where isDropped: (Entry) -> Bool) {
    for index in slots.indices {
      if let entry = slots[index], isDropped(entry) { slots[index] = nil }
    }
  }
}
