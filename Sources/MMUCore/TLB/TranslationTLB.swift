/// A TLB that translates: it answers accesses with host addresses, and says no where an access must be walked.
public protocol TranslationTLB: InvalidatableTLB {
  /// The host address of an access, or `nil` when it must be walked: absent, forbidden, or a store to a clean page.
  mutating func lookup(_ gva: GVA, _ access: GuestAccess, asid: ASID) -> HPA?

  /// Remembers a translation.
  ///
  /// - Parameters:
  ///   - hpa: the host address of the access at `gva`.
  ///   - isHostReadOnly: whether the host forbids stores, whatever the guest's tables say.
  mutating func fill<Space: AddressSpace>(
    _ gva: GVA, _ translation: Translation<Space>, hpa: HPA, isHostReadOnly: Bool, asid: ASID)

  /// Drops what another machine may have left that the processor cannot tell from this machine's; answers whether it had to.
  mutating func takeTurn() -> Bool

  /// How many entries hardware read on a walk to a page that was just filled, of those that a walk from the root reads.
  mutating func references<Format: PagingFormat>(
    _ whole: UInt64, to gva: GVA, _ format: Format.Type, _ rules: Format.Rules, asid: ASID
  ) -> UInt64
}

extension TranslationTLB {
  /// Everything goes, where nothing bears a machine's tag.
  public mutating func takeTurn() -> Bool {
    flushAll()
    return true
  }

  /// All of them, where nothing is cached of the way.
  @inline(__always)
  public mutating func references<Format: PagingFormat>(
    _ whole: UInt64, to gva: GVA, _ format: Format.Type, _ rules: Format.Rules, asid: ASID
  ) -> UInt64 { whole }
}

extension DirectMappedTLB: TranslationTLB {}
