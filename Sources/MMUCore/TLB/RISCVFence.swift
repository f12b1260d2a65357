/// What RISC-V's address-translation fences do to a TLB.
///
/// An operand that is `nil` is x0: every address, or every address space. SINVAL.VMA, HINVAL.VVMA and HINVAL.GVMA drop what
/// their fences drop, and are the same functions; SFENCE.W.INVAL and SFENCE.INVAL.IR order them and drop nothing
/// (Privileged Architecture 1.13, chapter "Svinval").
///
/// ASIDs have 12 bits here: ASIDLEN is 12, and bits 15:12 of rs2 are ignored, as they must be where ASIDLEN < ASIDMAX.
///
/// Fencing more than was asked for is always legal. An address that is not valid in the paging mode, which need fence
/// nothing, fences the page that its compared bits name, if any.
///
/// Source: RISC-V Privileged Architecture 1.13, sections "Supervisor Memory-Management Fence Instruction" and "Hypervisor
/// Memory-Management Fence Instructions".
public enum RISCVFence {
  /// The address space that rs2 names.
  public static func asid(rs2: UInt64) -> ASID { ASID(UInt16(truncatingIfNeeded: rs2)) }

  /// The guest physical address that HFENCE.GVMA's rs1 names, shifted right by two bits.
  public static func gpa(rs1: UInt64) -> GPA { GPA(rs1 &<< 2) }

  /// SFENCE.VMA and SINVAL.VMA.
  ///
  /// - Neither operand: must drop everything, global mappings as well.
  /// - rs2 alone: all of that address space. Keeps: global mappings and other spaces.
  /// - rs1 alone: what maps the address, in every address space and globally. Keeps: other pages.
  /// - Both: what maps the address in that space. Keeps: global mappings, other spaces, other pages.
  public static func sfenceVMA<TLB: InvalidatableTLB>(_ gva: GVA?, _ asid: ASID?, on tlb: inout TLB) {
    switch (gva, asid) {
    case (nil, nil): tlb.flushAll()
    case (nil, let asid?): tlb.flush(asid: asid)
    case (let gva?, nil): tlb.invalidate(gva)
    case (let gva?, let asid?): tlb.invalidateNonGlobal(gva, asid: asid)
    }
  }

  /// HFENCE.VVMA and HINVAL.VVMA: ``sfenceVMA(_:_:on:)`` of the guest, on the TLB of the machine that hgatp.VMID names. Other
  /// machines' TLBs, and the hypervisor's own, keep everything.
  public static func hfenceVVMA<TLB: InvalidatableTLB>(_ gva: GVA?, _ asid: ASID?, on tlb: inout TLB) {
    sfenceVMA(gva, asid, on: &tlb)
  }

  /// HFENCE.GVMA and HINVAL.GVMA, on the TLB of the machine that rs2 names, or on every machine's with x0.
  ///
  /// Must drop: what was translated through the second stage's leaf for the address, or through anything in it with x0,
  /// global mappings as well; no fence of the first stage need follow. Drops more: an entry joins both stages and does not
  /// know which guest physical address it came through, so all of the machine goes. Other machines' TLBs keep everything.
  public static func hfenceGVMA<TLB: InvalidatableTLB>(_ gpa: GPA?, on tlb: inout TLB) { tlb.flushAll() }
}
