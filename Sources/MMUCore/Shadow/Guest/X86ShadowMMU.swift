/// An x86 guest under shadow paging, whose processors switch between the paging modes as their control registers say.
///
/// Every operation is an instruction of the guest's, with its #GP rules; each leaves no flush undone.
///
/// Source: Intel SDM vol. 3A, chapter "Paging"; section "Operations that Invalidate TLBs and Paging-Structure Caches".
public struct X86ShadowMMU<Host: X86ShadowFormat, Policy: SyncPolicy> {
  /// The pager.
  public var pager: ShadowPager<Host, Policy>
  /// The processors.
  public let processors: UnsafeMutableBufferPointer<X86ShadowProcessor<Host>>

  /// A guest of these parts. Each processor's root is loaded by ``reload(on:)``.
  public init(pager: ShadowPager<Host, Policy>, processors: UnsafeMutableBufferPointer<X86ShadowProcessor<Host>>) {
    self.pager = pager
    self.processors = processors
  }

  // MARK: Accesses

  /// Makes an access.
  public mutating func access(_ gva: GVA, _ access: GuestAccess, on number: Int) -> ShadowOutcome {
    let cpu = processors.baseAddress.unsafelyUnwrapped + number
    let guest = pager.guest
    let outcome =
      switch cpu.pointee.state.format {
      case .x86Legacy32: pager.access(gva, access, cpu.pointee.legacy32(guest), &cpu.pointee.shadow)
      case .x86PAE: pager.access(gva, access, cpu.pointee.pae(guest), &cpu.pointee.shadow)
      case .x86Long4: pager.access(gva, access, cpu.pointee.long4(guest), &cpu.pointee.shadow)
      case .x86Long5: pager.access(gva, access, cpu.pointee.long5(guest), &cpu.pointee.shadow)
      default: pager.access(gva, access, cpu.pointee.unpaged(guest), &cpu.pointee.shadow)
      }
    performFlush()
    return outcome
  }

  /// Stores a value, emulating the store where it must be.
  ///
  /// - Parameter byteCount: 1, 2, 4 or 8, within one page.
  public mutating func store(
    _ value: UInt64, byteCount: Int, at gva: GVA, _ access: GuestAccess, on number: Int
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
  public mutating func write(_ value: UInt64, byteCount: Int, at gpa: GPA, on number: Int) {
    let cpu = processors[number]
    let guest = pager.guest
    switch cpu.state.format {
    case .x86Legacy32: pager.write(value, byteCount: byteCount, at: gpa, cpu.legacy32(guest), cpu.shadow)
    case .x86PAE: pager.write(value, byteCount: byteCount, at: gpa, cpu.pae(guest), cpu.shadow)
    case .x86Long4: pager.write(value, byteCount: byteCount, at: gpa, cpu.long4(guest), cpu.shadow)
    case .x86Long5: pager.write(value, byteCount: byteCount, at: gpa, cpu.long5(guest), cpu.shadow)
    default: pager.write(value, byteCount: byteCount, at: gpa, cpu.unpaged(guest), cpu.shadow)
    }
    performFlush()
  }

  // MARK: Control registers

  /// MOV to CR3.
  public mutating func moveToCR3(_ source: UInt64, on number: Int) -> X86Exception? {
    let cpu = processors.baseAddress.unsafelyUnwrapped + number
    if let refusal = X86Invalidation.checkMoveToCR3(source, cpu.pointee.state) { return refusal }
    var after = cpu.pointee
    after.state.cr3 = source & ~X86PagingState.keepsTranslations
    guard after.loadPointers(pager.guest) else { return .generalProtection }
    cpu.pointee.state = after.state
    cpu.pointee.pointers = after.pointers
    load(keepsTranslations: source & X86PagingState.keepsTranslations != 0, on: number)
    return nil
  }

  /// MOV to CR0.
  public mutating func moveToCR0(_ source: UInt64, on number: Int) -> X86Exception? {
    let state = processors[number].state
    if let refusal = X86Invalidation.checkMoveToCR0(source, state) { return refusal }
    var after = state
    after.cr0 = source
    return change(to: after, noExecute: processors[number].noExecute, on: number)
  }

  /// MOV to CR4.
  public mutating func moveToCR4(_ source: UInt64, on number: Int) -> X86Exception? {
    let state = processors[number].state
    if let refusal = X86Invalidation.checkMoveToCR4(source, state) { return refusal }
    if source & X86PagingState.linearAddress57 != 0 && Host.rootLevel < PageLevel(5) { return .generalProtection }
    var after = state
    after.cr4 = source
    return change(to: after, noExecute: processors[number].noExecute, on: number)
  }

  /// WRMSR of EFER: LME, which must not change while paging is on, and NXE.
  public mutating func setEFER(longMode: Bool, noExecute: Bool, on number: Int) -> X86Exception? {
    let state = processors[number].state
    if longMode != state.enablesLongMode && state.cr0 & X86PagingState.paging != 0 { return .generalProtection }
    var after = state
    after.enablesLongMode = longMode
    return change(to: after, noExecute: noExecute, on: number)
  }

  /// Takes new control registers: the mode is another, or its bits are; roots are loaded anew. Every flush that the manual asks
  /// for is among what this does: all spaces are flushed.
  private mutating func change(to after: X86PagingState, noExecute: Bool, on number: Int) -> X86Exception? {
    let cpu = processors.baseAddress.unsafelyUnwrapped + number
    // #GP for long mode without PAE.
    let isPaged = after.cr0 & X86PagingState.paging != 0
    if isPaged && after.enablesLongMode && after.cr4 & X86PagingState.physicalAddressExtension == 0 {
      return .generalProtection
    }
    var next = cpu.pointee
    next.state = after
    next.noExecute = noExecute
    if readsPointers(from: cpu.pointee.state, to: after) {
      guard next.loadPointers(pager.guest) else { return .generalProtection }
    }
    let before = pager.counters
    flushAllSpaces(on: number)
    cpu.pointee.state = after
    cpu.pointee.noExecute = noExecute
    cpu.pointee.pointers = next.pointers
    cpu.pointee.updateMode()
    load(keepsTranslations: false, on: number)
    pager.counters.countModeChange(since: before)
    return nil
  }

  /// Whether a change of registers reads PAE's pointers: if it changes CR0.CD, NW or PG, CR4.PAE, PGE, PSE or SMEP (Intel SDM
  /// vol. 3A, section "PDPTE Registers").
  private func readsPointers(from before: X86PagingState, to after: X86PagingState) -> Bool {
    let cacheBits: UInt64 = 3 << 29
    let inCR0 = X86PagingState.paging | cacheBits
    let inCR4 =
      X86PagingState.physicalAddressExtension | X86PagingState.globalPages | X86PagingState.pageSizeExtensions
      | X86PagingState.smep
    return (before.cr0 ^ after.cr0) & inCR0 | (before.cr4 ^ after.cr4) & inCR4 != 0
  }

  /// Loads the root that the registers name.
  public mutating func reload(on number: Int) {
    processors[number].updateMode()
    load(keepsTranslations: false, on: number)
  }

  private mutating func load(keepsTranslations: Bool, on number: Int) {
    let cpu = processors.baseAddress.unsafelyUnwrapped + number
    let guest = pager.guest
    let pcid = cpu.pointee.state.pcid
    let keeps = keepsTranslations
    let isLoaded =
      switch cpu.pointee.state.format {
      case .x86Legacy32:
        pager.loadRoot(cpu.pointee.legacy32(guest), pcid: pcid, keepsTranslations: keeps, &cpu.pointee.shadow)
      case .x86PAE: pager.loadRoot(cpu.pointee.pae(guest), pcid: pcid, keepsTranslations: keeps, &cpu.pointee.shadow)
      case .x86Long4:
        pager.loadRoot(cpu.pointee.long4(guest), pcid: pcid, keepsTranslations: keeps, &cpu.pointee.shadow)
      case .x86Long5:
        pager.loadRoot(cpu.pointee.long5(guest), pcid: pcid, keepsTranslations: keeps, &cpu.pointee.shadow)
      default: pager.loadRoot(cpu.pointee.unpaged(guest), pcid: pcid, keepsTranslations: keeps, &cpu.pointee.shadow)
      }
    // Without room the processor has no root; its next access asks for one again.
    _ = isLoaded
    performFlush()
  }

  // MARK: Invalidations

  /// INVLPG. A NOP for an address that is not canonical, whatever the mode.
  public mutating func invlpg(_ gva: GVA, on number: Int) -> X86Exception? {
    let cpu = processors.baseAddress.unsafelyUnwrapped + number
    if let refusal = X86Invalidation.checkPrivilege(cpu.pointee.state) { return refusal }
    let guest = pager.guest
    switch cpu.pointee.state.format {
    case .x86Legacy32: pager.invalidate(gva, cpu.pointee.legacy32(guest), &cpu.pointee.shadow)
    case .x86PAE: pager.invalidate(gva, cpu.pointee.pae(guest), &cpu.pointee.shadow)
    case .x86Long4: pager.invalidate(gva, cpu.pointee.long4(guest), &cpu.pointee.shadow)
    case .x86Long5: pager.invalidate(gva, cpu.pointee.long5(guest), &cpu.pointee.shadow)
    default: pager.invalidate(gva, cpu.pointee.unpaged(guest), &cpu.pointee.shadow)
    }
    performFlush()
    return nil
  }

  /// INVPCID of types 0 to 3.
  public mutating func invpcid(type: UInt64, _ descriptor: X86INVPCIDDescriptor, on number: Int) -> X86Exception? {
    if let refusal = X86Invalidation.checkINVPCID(type: type, descriptor, processors[number].state) { return refusal }
    switch type {
    case 0: return invlpg(descriptor.gva, on: number)
    case 1: flush(descriptor.pcid, on: number)
    default: flushAllSpaces(on: number)
    }
    return nil
  }

  private mutating func flush(_ pcid: ASID, on number: Int) {
    let cpu = processors.baseAddress.unsafelyUnwrapped + number
    let guest = pager.guest
    switch cpu.pointee.state.format {
    case .x86Legacy32: pager.flushSpace(pcid, cpu.pointee.legacy32(guest), &cpu.pointee.shadow)
    case .x86PAE: pager.flushSpace(pcid, cpu.pointee.pae(guest), &cpu.pointee.shadow)
    case .x86Long4: pager.flushSpace(pcid, cpu.pointee.long4(guest), &cpu.pointee.shadow)
    case .x86Long5: pager.flushSpace(pcid, cpu.pointee.long5(guest), &cpu.pointee.shadow)
    default: pager.flushSpace(pcid, cpu.pointee.unpaged(guest), &cpu.pointee.shadow)
    }
    performFlush()
  }

  private mutating func flushAllSpaces(on number: Int) {
    let cpu = processors.baseAddress.unsafelyUnwrapped + number
    let guest = pager.guest
    switch cpu.pointee.state.format {
    case .x86Legacy32: pager.flushAllSpaces(cpu.pointee.legacy32(guest), &cpu.pointee.shadow)
    case .x86PAE: pager.flushAllSpaces(cpu.pointee.pae(guest), &cpu.pointee.shadow)
    case .x86Long4: pager.flushAllSpaces(cpu.pointee.long4(guest), &cpu.pointee.shadow)
    case .x86Long5: pager.flushAllSpaces(cpu.pointee.long5(guest), &cpu.pointee.shadow)
    default: pager.flushAllSpaces(cpu.pointee.unpaged(guest), &cpu.pointee.shadow)
    }
    cpu.pointee.shadow.flushTranslations()
    performFlush()
  }

  /// Performs the flush that the pager asks for, on every processor. To be called after every call of the pager's own.
  public mutating func performFlush() {
    switch pager.takeFlush() {
    case .none: break
    case .page(let gva): for number in processors.indices { processors[number].shadow.invalidateTranslations(of: gva) }
    case .all: for number in processors.indices { processors[number].shadow.flushTranslations() }
    }
  }
}
