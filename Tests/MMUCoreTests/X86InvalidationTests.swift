import MMUCore
import Testing

private typealias State = X86PagingState

/// Intel SDM vol. 3A, "Operations that Invalidate TLBs and Paging-Structure Caches", instruction by instruction.
@Suite struct X86InvalidationTests {
  struct Row: InvalidationInstruction, CustomStringConvertible {
    enum Instruction {
      case invlpg
      case invpcid(UInt64)
      case cr0(UInt64, UInt64)
      case cr3(bit63: Bool, pcids: Bool)
      case cr4(UInt64, UInt64)
    }
    let instruction: Instruction
    let fates: String
    let fatesOfDecisions: String
    /// Only with the named space 000H: the current PCID without CR4.PCIDE.
    let isWithoutPCIDs: Bool
    var description: String { "\(instruction)" }

    init(_ instruction: Instruction, _ fates: String, decisions: String? = nil, withoutPCIDs: Bool = false) {
      self.instruction = instruction
      self.fates = fates
      fatesOfDecisions = decisions ?? fates
      isWithoutPCIDs = withoutPCIDs
    }

    func suits(_ named: ASID) -> Bool { !isWithoutPCIDs || named == ASID(0) }

    func apply<TLB: InvalidatableTLB>(named: ASID, on tlb: inout TLB) {
      let pcid = UInt64(named.rawValue)
      var state = State(cr0: State.paging, cr3: 0x1000 | pcid, cr4: State.pcids | State.physicalAddressExtension)
      let descriptor = X86INVPCIDDescriptor(low: pcid, gva: Residents.gva)
      let refusal: X86Exception?
      switch instruction {
      case .invlpg: refusal = X86Invalidation.invlpg(Residents.gva, state, on: &tlb)
      case .invpcid(let type):
        // The current PCID is another one: only the descriptor's counts.
        state.cr3 = 0x1ABC
        refusal = X86Invalidation.invpcid(type: type, descriptor, state, on: &tlb)
      case .cr0(let old, let new):
        state = State(cr0: old, cr3: 0, cr4: 0, enablesLongMode: false)
        refusal = X86Invalidation.moveToCR0(new, &state, on: &tlb)
      case .cr3(let bit63, let pcids):
        state.cr3 = 0x1ABC
        if !pcids { state.cr4 = State.physicalAddressExtension }
        refusal = X86Invalidation.moveToCR3(0x2000 | pcid | (bit63 ? 1 << 63 : 0), &state, on: &tlb)
      case .cr4(let old, let new):
        state = State(cr0: State.paging, cr3: old & State.pcids == 0 ? 0 : pcid, cr4: old)
        if (old ^ new) & State.physicalAddressExtension != 0 { state.enablesLongMode = false }
        refusal = X86Invalidation.moveToCR4(new, &state, on: &tlb)
      }
      #expect(refusal == nil, "\(instruction)")
    }
  }

  private static let instructions = [
    Row(.invlpg, "gkg kkk"),
    Row(.invpcid(0), "gkk kkk"), Row(.invpcid(1), "gkk gkk"), Row(.invpcid(2), "ggg ggg"), Row(.invpcid(3), "ggk ggk"),
    Row(.cr3(bit63: false, pcids: true), "gkk gkk"), Row(.cr3(bit63: true, pcids: true), "kkk kkk"),
    Row(.cr3(bit63: false, pcids: false), "gek gek", withoutPCIDs: true),
  ]

  private static let controls: [Row] = [
    Row(.cr0(State.paging, 0), "ggg ggg"), Row(.cr0(0, State.paging), "kkk kkk"),
    Row(.cr0(State.paging, State.paging | State.writeProtect), "kkk kkk", decisions: "ggg ggg"),
    Row(.cr0(State.paging | State.writeProtect, State.paging), "kkk kkk", decisions: "ggg ggg"),
    Row(.cr0(State.paging, State.paging | 1 << 30), "kkk kkk"),
    Row(.cr4(0, State.globalPages), "ggg ggg"), Row(.cr4(State.globalPages, 0), "ggg ggg"),
    Row(.cr4(State.pcids, 0), "ggg ggg"), Row(.cr4(0, State.pcids), "kkk kkk", withoutPCIDs: true),
    Row(.cr4(State.physicalAddressExtension, 0), "gee gee", withoutPCIDs: true),
    Row(.cr4(0, State.physicalAddressExtension), "gee gee", withoutPCIDs: true),
    Row(.cr4(State.pcids, State.pcids | State.smep), "gee gee"),
    Row(.cr4(State.pcids | State.smep, State.pcids), "kkk kkk", decisions: "ggg ggg"),
    Row(.cr4(State.pcids, State.pcids | 1 << 9), "kkk kkk"),
  ]

  /// Controls that a processor looks at on every access.
  private static let permissions: [Row] = [State.smap, State.userKeys, State.supervisorKeys].flatMap { control in
    [
      Row(.cr4(State.pcids, State.pcids | control), "kkk kkk", decisions: "ggg ggg"),
      Row(.cr4(State.pcids | control, State.pcids), "kkk kkk", decisions: "ggg ggg"),
    ]
  }

  @Test func eachInstructionDropsWhatTheManualSays() throws {
    for row in Self.instructions { try Residents.checkEverywhere(row) }
  }

  @Test func eachChangeOfAControlDropsWhatTheManualSays() throws {
    for row in Self.controls + Self.permissions { try Residents.checkEverywhere(row) }
  }

  @Test func invlpgOfANonCanonicalAddressDoesNothing() throws {
    var owned = try OwnedTLB(capacity: 4, .lru)
    owned.put(GVA(0x1000), .kib4, asid: ASID(0), isGlobal: false)
    let state = State(cr0: State.paging, cr3: 0, cr4: State.physicalAddressExtension)
    // A TLB that drops the upper bits would take this for the page.
    #expect(X86Invalidation.invlpg(GVA(0x8000_0000_0000_1000), state, on: &owned.tlb) == nil)
    let isKept = owned.holds(GVA(0x1000), asid: ASID(0))
    #expect(isKept)
    #expect(X86Invalidation.invlpg(GVA(0x1FFF), state, on: &owned.tlb) == nil)
    let isStillThere = owned.holds(GVA(0x1000), asid: ASID(0))
    #expect(!isStillThere)
  }

  @Test func registersTakeWhatWasMoved() throws {
    var owned = try OwnedTLB(capacity: 4, .lru)
    var state = State(cr0: State.paging, cr3: 0, cr4: State.physicalAddressExtension)
    #expect(X86Invalidation.moveToCR4(state.cr4 | State.pcids, &state, on: &owned.tlb) == nil)
    #expect(X86Invalidation.moveToCR3(1 << 63 | 0x5007, &state, on: &owned.tlb) == nil)
    #expect(state.cr3 == 0x5007 && state.pcid == ASID(7), "bit 63 is not written")
    #expect(X86Invalidation.moveToCR0(State.paging | 1, &state, on: &owned.tlb) == nil)
    #expect(state.cr0 == State.paging | 1)
  }
}
