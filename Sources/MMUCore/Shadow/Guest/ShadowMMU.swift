/// A guest of one format under shadow paging: a pager and its processors, with every flush performed where it is due.
///
/// The guest's x86 processors that change their paging mode are ``X86ShadowMMU``'s.
public struct ShadowMMU<Guest: ShadowedFormat, Host: ShadowHostFormat, Policy: SyncPolicy> {
  /// One virtual processor: the guest's registers, and what shadow paging keeps for them.
  public struct Processor {
    /// The guest's root and rules.
    public var walker: PageWalker<Guest>
    /// The hardware's side.
    public var shadow: ShadowProcessor<Host>

    /// A processor; its root is loaded by ``ShadowMMU/loadRoot(_:pcid:keepsTranslations:on:)``.
    public init(walker: PageWalker<Guest>, shadow: ShadowProcessor<Host>) {
      self.walker = walker
      self.shadow = shadow
    }
  }

  /// The pager.
  public var pager: ShadowPager<Host, Policy>
  /// The processors.
  public let processors: UnsafeMutableBufferPointer<Processor>

  /// A guest of these parts.
  public init(pager: ShadowPager<Host, Policy>, processors: UnsafeMutableBufferPointer<Processor>) {
    self.pager = pager
    self.processors = processors
  }

  /// Makes an access.
  @inline(__always)
  public mutating func access(_ gva: GVA, _ access: GuestAccess, on number: Int = 0) -> ShadowOutcome {
    let processor = processors.baseAddress.unsafelyUnwrapped + number
    if let hpa = processor.pointee.shadow.tlb.lookup(gva, access, asid: processor.pointee.shadow.tag) {
      return .memory(hpa)
    }
    return handleMiss(gva, access, processor)
  }

  /// Makes an access that the TLB does not answer.
  @inline(never)
  mutating func handleMiss(
    _ gva: GVA, _ access: GuestAccess, _ processor: UnsafeMutablePointer<Processor>
  ) -> ShadowOutcome {
    let outcome = pager.handleMiss(gva, access, processor.pointee.walker, &processor.pointee.shadow)
    performFlush()
    return outcome
  }

  /// Stores a value, emulating the store where it must be.
  ///
  /// - Parameter byteCount: 1, 2, 4 or 8, within one page.
  public mutating func store(
    _ value: UInt64, byteCount: Int, at gva: GVA, _ access: GuestAccess, on number: Int = 0
  ) -> ShadowOutcome {
    let outcome = self.access(gva, access, on: number)
    switch outcome {
    case .memory(let hpa), .emulateAccess(let hpa): pager.storeByGuest(value, byteCount: byteCount, at: hpa)
    case .emulateWrite(let gpa): write(value, byteCount: byteCount, at: gpa, on: number)
    case .device, .fault, .retry, .outOfMemory: break
    }
    return outcome
  }

  /// Performs a trapped store to a table, by its guest physical address.
  public mutating func write(_ value: UInt64, byteCount: Int, at gpa: GPA, on number: Int = 0) {
    pager.write(
      value, byteCount: byteCount, at: gpa, processors[number].walker, processors[number].shadow)
    performFlush()
  }

  /// Loads a root.
  public mutating func loadRoot(
    _ root: Guest.Root, pcid: ASID = ASID(0), keepsTranslations: Bool = false, on number: Int = 0
  ) -> Bool {
    processors[number].walker.root = root
    let isLoaded = pager.loadRoot(
      processors[number].walker, pcid: pcid, keepsTranslations: keepsTranslations, &processors[number].shadow)
    performFlush()
    return isLoaded
  }

  /// Changes the guest's rules and what the hardware makes of them, and loads the root again.
  public mutating func setRules(
    _ rules: Guest.Rules, _ mode: ShadowMode, _ hardware: Host.Rules, pcid: ASID = ASID(0), on number: Int = 0
  ) -> Bool {
    let before = pager.counters
    processors[number].walker.rules = rules
    processors[number].shadow.setMode(Guest.code, mode, hardware)
    let isLoaded = loadRoot(processors[number].walker.root, pcid: pcid, on: number)
    pager.counters.countModeChange(since: before)
    return isLoaded
  }

  /// Invalidates what maps an address.
  public mutating func invalidate(_ gva: GVA, on number: Int = 0) {
    pager.invalidate(gva, processors[number].walker, &processors[number].shadow)
    performFlush()
  }

  /// Flushes one address space.
  public mutating func flushSpace(_ pcid: ASID, on number: Int = 0) {
    pager.flushSpace(pcid, processors[number].walker, &processors[number].shadow)
    performFlush()
  }

  /// Flushes every address space.
  public mutating func flushAllSpaces(on number: Int = 0) {
    pager.flushAllSpaces(processors[number].walker, &processors[number].shadow)
    processors[number].shadow.flushTranslations()
    performFlush()
  }

  /// Performs the flush that the pager asks for, on every processor. To be called after every call of the pager's own.
  @inline(__always)
  public mutating func performFlush() {
    switch pager.takeFlush() {
    case .none: break
    case .page(let gva): for number in processors.indices { processors[number].shadow.invalidateTranslations(of: gva) }
    case .all: for number in processors.indices { processors[number].shadow.flushTranslations() }
    }
  }
}
