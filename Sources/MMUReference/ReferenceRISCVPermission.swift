import MMUCore

/// Whether a leaf allows an access: steps 6 and 7 of the translation process.
///
/// Source: RISC-V Privileged Architecture 1.13, sections "Memory Privilege in mstatus Register" and "Addressing and Memory
/// Protection" of Sv32; chapter "Hypervisor Extension", section "Guest Physical Address Translation".
struct ReferenceRISCVPermission {
  let controls: RISCVControls
  let isGuestStage: Bool

  func allows(_ access: GuestAccess, by pte: ReferenceRISCVEntry) -> Bool {
    reachesPage(access, pte) && doesWhatPageGrants(access, pte)
  }

  /// The U bit.
  ///
  /// x86's override of SMAP has no part in it: what lets a supervisor reach user pages here is SUM, for all its accesses.
  private func reachesPage(_ access: GuestAccess, _ pte: ReferenceRISCVEntry) -> Bool {
    // "when checking the U bit, the current privilege mode is always taken to be U-mode"
    if isGuestStage { return pte.u }
    // "U-mode software may only access the page when U=1."
    if access.privilege == .user { return pte.u }
    if !pte.u { return true }
    // "Irrespective of SUM, the supervisor may not execute code on pages with U=1."
    if access.kind == .fetch { return false }
    return controls.contains(.supervisorUserMemory)
  }

  /// The R, W and X bits.
  private func doesWhatPageGrants(_ access: GuestAccess, _ pte: ReferenceRISCVEntry) -> Bool {
    switch access.kind {
    case .store: return pte.w
    case .fetch: return pte.x
    case .load:
      // MXR is about explicit loads. A second stage is asked by a supervisor only for the hart's own reads of the tables.
      if isGuestStage && access.privilege == .supervisor { return pte.r }
      // "When MXR=1, loads from pages marked either readable or executable (R=1 or X=1) will succeed."
      if controls.contains(.makeExecutableReadable) { return pte.r || pte.x }
      return pte.r
    }
  }
}
