import MMUCore

/// A TLB with its storage that an instruction's invalidation is tried on.
protocol InvalidationSubject {
  associatedtype TLB: InvalidatableTLB
  var tlb: TLB { get set }

  /// Remembers the page of a size that holds an address; of a large one, the piece for the address if it is kept in pieces.
  mutating func put(_ gva: GVA, _ size: PageSize, asid: ASID, isGlobal: Bool)

  /// Whether an address is translated in an address space.
  mutating func holds(_ gva: GVA, asid: ASID) -> Bool
}

extension OwnedTLB: InvalidationSubject {
  mutating func put(_ gva: GVA, _ size: PageSize, asid: ASID, isGlobal: Bool) {
    tlb.insert(gva, size, asid: asid, isGlobal: isGlobal, payload: 1)
  }

  mutating func holds(_ gva: GVA, asid: ASID) -> Bool { tlb.lookup(gva, asid: asid) != nil }
}

extension OwnedDirectMappedTLB: InvalidationSubject {
  mutating func put(_ gva: GVA, _ size: PageSize, asid: ASID, isGlobal: Bool) {
    let translation = GuestTranslation(
      address: GPA(gva.rawValue & 0xFFFF_FFFF), pageSize: size, rights: .all, permitted: .all, isDirty: true,
      isGlobal: isGlobal)
    tlb.fill(gva, translation, hpa: HPA(0), isHostReadOnly: false, asid: asid)
  }

  func holds(_ gva: GVA, asid: ASID) -> Bool {
    tlb.lookup(gva, GuestAccess(.load, .supervisor), asid: asid) != nil
  }
}
