/// What the instructions of x86 that invalidate translations do to a TLB, and when they are refused.
///
/// Each names what it *must* drop by the manual and what of the rest ours keeps. A processor may always drop more (SDM vol.
/// 3A, section "Operations that Invalidate TLBs and Paging-Structure Caches": it "is always free to invalidate additional
/// entries"); ours does so only where it says so. A refused instruction changes nothing.
///
/// Source: that section; SDM vol. 2, "INVLPG", "INVPCID" and "MOV—Move to/from Control Registers".
public enum X86Invalidation {
  // MARK: INVLPG

  /// INVLPG.
  ///
  /// Must drop: what maps the address under the current PCID, and globally, all pieces of a large page. Keeps: other PCIDs
  /// and other pages. An address that is not canonical makes it a NOP.
  public static func invlpg<TLB: InvalidatableTLB>(
    _ gva: GVA, _ state: X86PagingState, on tlb: inout TLB
  ) -> X86Exception? {
    if let refusal = checkPrivilege(state) { return refusal }
    if state.isCanonical(gva) { tlb.invalidate(gva, asid: state.pcid) }
    return nil
  }

  // MARK: INVPCID

  /// Why INVPCID is refused, if it is: #GP(0) for CPL > 0; a type above 3; a set bit among the descriptor's 63:12; type 0 with
  /// an address that is not canonical; type 0 or 1 with a PCID other than 000H without CR4.PCIDE.
  public static func checkINVPCID(
    type: UInt64, _ descriptor: X86INVPCIDDescriptor, _ state: X86PagingState
  ) -> X86Exception? {
    if state.privilegeLevel > 0 || type > 3 || descriptor.hasReservedBits { return .generalProtection }
    if type == 0 && !state.isCanonical(descriptor.gva) { return .generalProtection }
    let namesPCID = type <= 1
    if namesPCID && !state.usesPCIDs && descriptor.pcid != ASID(0) { return .generalProtection }
    return nil
  }

  /// INVPCID of types 0 to 3.
  ///
  /// - Type 0 must drop what maps the address under the named PCID, global pages apart. Keeps: globals and all else.
  /// - Type 1 must drop all of the named PCID, global pages apart. Keeps: globals and other PCIDs.
  /// - Type 2 must drop everything.
  /// - Type 3 must drop everything but global pages, under every PCID. Keeps: globals.
  public static func invpcid<TLB: InvalidatableTLB>(
    type: UInt64, _ descriptor: X86INVPCIDDescriptor, _ state: X86PagingState, on tlb: inout TLB
  ) -> X86Exception? {
    if let refusal = checkINVPCID(type: type, descriptor, state) { return refusal }
    switch type {
    case 0: tlb.invalidateNonGlobal(descriptor.gva, asid: descriptor.pcid)
    case 1: tlb.flush(asid: descriptor.pcid)
    case 2: tlb.flushAll()
    default: tlb.flushNonGlobal()
    }
    return nil
  }

  // MARK: MOV to CR0

  /// Why MOV to CR0 is refused, as far as address spaces are concerned: #GP(0) for CPL > 0, and for clearing PG while
  /// CR4.PCIDE is set. Invalid combinations of other bits are for the caller to refuse, and PG in 64-bit mode.
  public static func checkMoveToCR0(_ source: UInt64, _ state: X86PagingState) -> X86Exception? {
    if let refusal = checkPrivilege(state) { return refusal }
    let clearsPaging = state.cr0 & ~source & X86PagingState.paging != 0
    return clearsPaging && state.usesPCIDs ? .generalProtection : nil
  }

  /// MOV to CR0.
  ///
  /// Must drop: everything, if it clears PG. Else nothing; ours keeps all, but empties a TLB that keeps decisions when WP
  /// changes.
  public static func moveToCR0<TLB: InvalidatableTLB>(
    _ source: UInt64, _ state: inout X86PagingState, on tlb: inout TLB
  ) -> X86Exception? {
    if let refusal = checkMoveToCR0(source, state) { return refusal }
    let changed = state.cr0 ^ source
    let cleared = state.cr0 & changed
    state.cr0 = source
    let isRedecided = TLB.keepsDecisions && changed & X86PagingState.writeProtect != 0
    if cleared & X86PagingState.paging != 0 || isRedecided { tlb.flushAll() }
    return nil
  }

  // MARK: MOV to CR3

  /// Why MOV to CR3 is refused: #GP(0) for CPL > 0 and for a reserved bit, of which bit 63 is one without PCIDs.
  public static func checkMoveToCR3(_ source: UInt64, _ state: X86PagingState) -> X86Exception? {
    if let refusal = checkPrivilege(state) { return refusal }
    return source & state.reservedInCR3 != 0 ? .generalProtection : nil
  }

  /// MOV to CR3.
  ///
  /// - With PCIDE = 0, it must drop all of PCID 000H, global pages apart, and there are no others.
  /// - With PCIDE = 1 and bit 63 of the source clear, all of the PCID in the source's bits 11:0, global pages apart. Keeps:
  ///   globals and other PCIDs.
  /// - With PCIDE = 1 and bit 63 set, nothing. Keeps: everything.
  ///
  /// A task switch that changes CR3 does the same.
  public static func moveToCR3<TLB: InvalidatableTLB>(
    _ source: UInt64, _ state: inout X86PagingState, on tlb: inout TLB
  ) -> X86Exception? {
    if let refusal = checkMoveToCR3(source, state) { return refusal }
    state.cr3 = source & ~X86PagingState.keepsTranslations
    // Without PCIDs this bit has been refused.
    if source & X86PagingState.keepsTranslations == 0 { tlb.flush(asid: state.pcid) }
    return nil
  }

  // MARK: MOV to CR4

  /// Why MOV to CR4 is refused, as far as address spaces are concerned: #GP(0) for CPL > 0; for setting PCIDE outside IA-32e
  /// mode or while CR3's bits 11:0 are not 000H; in IA-32e mode, for clearing PAE or changing LA57. Bits that a processor
  /// reserves are for the caller to refuse.
  public static func checkMoveToCR4(_ source: UInt64, _ state: X86PagingState) -> X86Exception? {
    if let refusal = checkPrivilege(state) { return refusal }
    let changed = state.cr4 ^ source
    if changed & source & X86PagingState.pcids != 0 && (!state.isLongMode || state.cr3 & 0xFFF != 0) {
      return .generalProtection
    }
    let clearsPAE = changed & state.cr4 & X86PagingState.physicalAddressExtension != 0
    let leavesMode = clearsPAE || changed & X86PagingState.linearAddress57 != 0
    return state.isLongMode && leavesMode ? .generalProtection : nil
  }

  /// MOV to CR4.
  ///
  /// - If it changes PGE or clears PCIDE, it must drop everything, global pages and every PCID.
  /// - If it changes PAE or sets SMEP, all of the current PCID. The manual does not say whether that takes in global pages,
  ///   which are as much the current PCID's as any other's: ours drops everything.
  /// - Else nothing: not for SMAP, PKE or PKS, nor for setting PCIDE or clearing SMEP. Ours keeps all, but empties a TLB that
  ///   keeps decisions when SMEP, SMAP, PKE or PKS changes.
  public static func moveToCR4<TLB: InvalidatableTLB>(
    _ source: UInt64, _ state: inout X86PagingState, on tlb: inout TLB
  ) -> X86Exception? {
    if let refusal = checkMoveToCR4(source, state) { return refusal }
    let changed = state.cr4 ^ source
    let emptying =
      changed & (X86PagingState.globalPages | X86PagingState.physicalAddressExtension)
      | changed & state.cr4 & X86PagingState.pcids
      | changed & source & X86PagingState.smep
      | (TLB.keepsDecisions ? changed & permissionControls : 0)
    state.cr4 = source
    if emptying != 0 { tlb.flushAll() }
    return nil
  }

  /// The controls of CR4 that decide what a page permits.
  private static var permissionControls: UInt64 {
    X86PagingState.smep | X86PagingState.smap | X86PagingState.userKeys | X86PagingState.supervisorKeys
  }

  /// #GP(0) for CPL > 0: INVLPG and moves to control registers are for level 0 alone.
  public static func checkPrivilege(_ state: X86PagingState) -> X86Exception? {
    state.privilegeLevel > 0 ? .generalProtection : nil
  }
}
