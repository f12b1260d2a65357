import MMUCore
import MMUReference

// What instructions do to the registers, by the manual, and what they must invalidate.
//
// Source: Intel SDM vol. 3A, chapter "Paging", sections "PDPTE Registers", "Process-Context Identifiers (PCIDs)" and "Operations
// that Invalidate TLBs and Paging-Structure Caches"; vol. 2, "MOV—Move to/from Control Registers".

/// How much an instruction invalidates.
enum ShadowInvalidated: Equatable {
  /// The instruction was refused, and nothing has changed.
  case refused
  /// Nothing.
  case nothing
  /// One address space.
  case space(UInt16)
  /// Everything.
  case everything
}

extension ShadowRegisters {
  /// MOV to CR3; a write of satp.
  mutating func setRoot(_ event: ShadowEvent, _ memory: GuestMemory) -> ShadowInvalidated {
    if guest != .x86 {
      (root, asid) = (event.operands.0, UInt16(truncatingIfNeeded: event.operands.1))
      return event.operands.2 == 0 ? .space(asid) : .nothing
    }
    let usesPCIDs = cr4 & Self.bitPCIDE != 0
    let source = event.operands.0
    let keeps = usesPCIDs && source >> 63 == 1
    let address = usesPCIDs ? source & ~(1 << 63) : source
    if address >> 52 != 0 { return .refused }
    var after = self
    after.root = address
    guard !isPAE || after.loadPointers(memory) else { return .refused }
    self = after
    return keeps ? .nothing : .space(space)
  }

  /// MOV to CR0.
  mutating func setCR0(_ source: UInt64, _ memory: GuestMemory) -> ShadowInvalidated {
    if cr0 & ~source & Self.bitPG != 0 && cr4 & Self.bitPCIDE != 0 { return .refused }
    var after = self
    after.cr0 = source
    if after.isLong && cr4 & Self.bitPAE == 0 { return .refused }
    // "is modifying any of CR0.CD, CR0.NW, CR0.PG, …; then the PDPTEs are loaded"
    let reloads = (cr0 ^ source) & (Self.bitPG | 3 << 29) != 0
    guard !after.isPAE || !reloads || after.loadPointers(memory) else { return .refused }
    self = after
    return .everything
  }

  /// MOV to CR4; on RISC-V other controls.
  mutating func setCR4(_ source: UInt64, _ memory: GuestMemory) -> ShadowInvalidated {
    if guest != .x86 {
      // An extension is there or not; registers do not change that.
      cr4 = source & 7 | UInt64(RISCVControls.napot.rawValue)
      return .space(asid)
    }
    let changed = cr4 ^ source
    if changed & source & Self.bitPCIDE != 0 && (!isLong || root & 0xFFF != 0) { return .refused }
    if isLong && (changed & cr4 & Self.bitPAE != 0 || changed & Self.bitLA57 != 0) { return .refused }
    var after = self
    after.cr4 = source
    if after.isLong && source & Self.bitPAE == 0 { return .refused }
    // "… CR4.PAE, CR4.PGE, CR4.PSE, or CR4.SMEP"
    let reloads = changed & (Self.bitPAE | Self.bitPGE | Self.bitPSE | Self.bitSMEP) != 0
    guard !after.isPAE || !reloads || after.loadPointers(memory) else { return .refused }
    self = after
    return .everything
  }

  /// WRMSR of EFER.
  mutating func setEFER(longMode: Bool, noExecute: Bool) -> ShadowInvalidated {
    if longMode != enablesLongMode && cr0 & Self.bitPG != 0 { return .refused }
    enablesLongMode = longMode
    self.noExecute = noExecute
    return .everything
  }

  /// Loads PAE's pointers from where CR3 says; `false` for #GP.
  private mutating func loadPointers(_ memory: GuestMemory) -> Bool {
    let loaded = ReferenceX86PAE.loadPointers(
      from: ReferenceTrialMemory(over: memory), cr3: GPA(root), configuration: configuration)
    guard let loaded else { return false }
    pointers = loaded
    return true
  }
}
