/// One virtual processor as shadow paging sees it: a TLB, the roots that it holds, and the hardware's rules while it runs.
///
/// The first root is the current one; the others are those before it (Linux keeps three: `prev_roots`).
public struct ShadowProcessor<Host: ShadowHostFormat> {
  /// How many roots a processor holds.
  public static var rootCapacity: Int { 4 }

  /// The hardware's TLB. Its address spaces are the roots held.
  public var tlb: DirectMappedTLB
  /// A model of a TLB that is filled and emptied as ``tlb`` is, for whoever counts its misses; `nil` for none.
  public var model: UnsafeMutablePointer<HardwareTLB>?
  /// The hardware's rules; see ``setMode(_:_:)``.
  public private(set) var rules: Host.Rules
  /// The guest's format and the controls that its entries depend on.
  public private(set) var mode: ShadowPageRole
  let roots: UnsafeMutablePointer<ShadowRoot>
  /// The pager's epoch of roots that it has seen.
  var epoch: UInt32 = 0

  /// A processor that holds no root.
  ///
  /// - Parameter roots: storage for ``rootCapacity`` roots.
  public init(
    tlb: DirectMappedTLB, roots: UnsafeMutableBufferPointer<ShadowRoot>, rules: Host.Rules,
    format: ShadowedFormatCode, mode: ShadowMode
  ) {
    precondition(roots.count >= Self.rootCapacity, "room for the roots held")
    self.tlb = tlb
    self.rules = rules
    self.mode = ShadowPageRole(format, mode)
    self.roots = roots.baseAddress.unsafelyUnwrapped
    for number in 0..<Self.rootCapacity {
      // From one on: what a TLB does not hold looks like an entry of address space zero to a flush.
      (self.roots + number).initialize(to: .empty(tag: ASID(UInt16(number + 1))))
    }
  }

  /// Changes the rules; whoever does loads the root again, by the format's own load.
  public mutating func setMode(_ format: ShadowedFormatCode, _ mode: ShadowMode, _ rules: Host.Rules) {
    self.mode = ShadowPageRole(format, mode)
    self.rules = rules
    flushTranslations()
  }

  // MARK: Translations

  /// Remembers what the shadow tables say of a page.
  @inline(__always)
  mutating func fill(_ gva: GVA, _ translation: Translation<HostPhysical>) {
    tlb.fill(gva, translation, hpa: translation.address, isHostReadOnly: false, asid: tag)
    model?.pointee.fill(gva, translation, hpa: translation.address, isHostReadOnly: false, asid: tag)
  }

  /// Forgets a page, in all address spaces.
  @inline(__always)
  mutating func invalidateTranslations(of gva: GVA) {
    tlb.invalidate(gva)
    model?.pointee.invalidate(gva)
  }

  /// Forgets an address space.
  @inline(__always)
  mutating func flushTranslations(tag: ASID) {
    tlb.flush(asid: tag)
    model?.pointee.flush(asid: tag)
  }

  /// Forgets everything.
  @inline(__always)
  mutating func flushTranslations() {
    tlb.flushAll()
    model?.pointee.flushAll()
  }

  // MARK: Roots

  /// The current root.
  @inline(__always)
  var current: ShadowRoot { roots[0] }

  /// The current root's name in the TLB.
  @inline(__always)
  var tag: ASID { roots[0].tag }

  /// The number of a held root of the present mode, or `nil`.
  func find(_ key: ShadowRootKey, _ pcid: ASID) -> Int? {
    for number in 0..<Self.rootCapacity {
      let root = roots[number]
      if !root.page.isNone && root.key == key && root.mode == mode && root.pcid == pcid { return number }
    }
    return nil
  }

  /// Notes that an address space is flushed: all roots held of it, each when it is next loaded.
  func noteFlush(of pcid: ASID) {
    for number in 0..<Self.rootCapacity where roots[number].pcid == pcid { roots[number].isFlushDue = true }
  }

  /// Puts a held root first, and those before it one back.
  func bringForward(_ number: Int) {
    let root = roots[number]
    var position = number
    while position > 0 {
      roots[position] = roots[position &- 1]
      position &-= 1
    }
    roots[0] = root
  }
}
