/// Arm's TLBI instructions for the EL1&0 translation regime, and what each does to a TLB.
///
/// They act on the TLB of the current VMID; ``alle1`` on every machine's. The variants for shareability domains (IS, OS) do
/// the same on every processor of the domain. Ours drops what each must and no more; an architecture that lets entries leave
/// a TLB at any time lets it drop more.
///
/// Entries here are whole translations, so the last-level variants (VALE1, VAALE1), which may leave entries of upper levels,
/// do as the others. The TTL hint is not used: it only allows to leave other levels alone.
///
/// ASIDs have eight bits (TCR_EL1.AS = 0), the lower ones of ours.
///
/// Source: Arm Architecture Reference Manual for A-profile (DDI 0487), chapter D8, section "TLB maintenance
/// instructions", and the instructions themselves in chapter C5.
public enum ARMInvalidation: UInt8, CodedEnum {
  /// Must drop: what maps the address under the ASID, and globally. Keeps: other ASIDs and other pages.
  case vae1
  /// As ``vae1``, of the last level alone.
  case vale1
  /// Must drop: what maps the address under every ASID, and globally. Keeps: other pages.
  case vaae1
  /// As ``vaae1``, of the last level alone.
  case vaale1
  /// Must drop: all of the ASID that is not global. Keeps: global pages and other ASIDs.
  case aside1
  /// Must drop: every stage 1 entry of the current VMID, global ones and those joined with stage 2.
  case vmalle1
  /// Must drop: every entry of either stage, under every VMID.
  case alle1
  /// Must drop: every entry of either stage of the current VMID.
  case vmalls12e1
  /// Must drop: entries of stage 2 alone for the intermediate physical address. Keeps: everything here, since it need not
  /// "apply to caching structures that combine stage 1 and stage 2" and ours are of that kind: see
  /// ``needsStage1Invalidation``.
  case ipas2e1
  /// As ``ipas2e1``, of the last level alone.
  case ipas2le1

  /// Whether software, after a DSB, must invalidate stage 1 as well (``vmalle1``, or ``vae1`` of every alias) before a change
  /// of stage 2 is seen. A hypervisor that leaves this out goes on using combined entries.
  public var needsStage1Invalidation: Bool { self == .ipas2e1 || self == .ipas2le1 }

  /// Does the instruction. Those for all addresses take no operand, and ignore this one.
  public func apply<TLB: InvalidatableTLB>(_ operand: ARMInvalidationOperand, on tlb: inout TLB) {
    switch self {
    case .vae1, .vale1: tlb.invalidate(operand.gva, asid: operand.asid)
    case .vaae1, .vaale1: tlb.invalidate(operand.gva)
    case .aside1: tlb.flush(asid: operand.asid)
    case .vmalle1, .alle1, .vmalls12e1: tlb.flushAll()
    case .ipas2e1, .ipas2le1: break
    }
  }
}
