/// What status bits and extensions make of a RISC-V page-table entry.
public struct RISCVRules: Sendable, BitwiseCopyable {
  /// Reserved in an entry that leads to a table: D, A, U, N, PBMT and bits 60:54.
  let reservedInTable: UInt64
  /// Reserved in a leaf: bits 60:54; N without Svnapot; PBMT without Svpbmt.
  let reservedInLeaf: UInt64
  /// The bits that must be set already, because hardware may not set them: A and D without Svadu.
  let neededBits: UInt64
  /// G where it means something.
  let globalBit: UInt64
  let permissionTable: PermissionTable

  /// The rules of a first stage, or of a second one, to which every access is a user's and nothing is global.
  init(controls: RISCVControls, isSecondStage: Bool) {
    let marks = RISCVBit.accessed | RISCVBit.dirty
    reservedInTable = marks | RISCVBit.user | RISCVBit.reserved | RISCVBit.memoryType | RISCVBit.napot
    reservedInLeaf =
      RISCVBit.reserved | (controls.contains(.napot) ? 0 : RISCVBit.napot)
      | (controls.contains(.pageBasedMemoryTypes) ? 0 : RISCVBit.memoryType)
    neededBits = controls.contains(.hardwareAccessedDirty) ? 0 : marks
    globalBit = isSecondStage ? 0 : RISCVBit.global
    permissionTable = PermissionTable(riscV: controls, isSecondStage: isSecondStage)
  }

  /// The rules of a first stage.
  public init(controls: RISCVControls) { self.init(controls: controls, isSecondStage: false) }

  /// The rules of a second stage (hgatp). SUM does not matter to it; MXR is sstatus.MXR of the hypervisor's own mode.
  public init(secondStage controls: RISCVControls) { self.init(controls: controls, isSecondStage: true) }
}

extension PermissionTable {
  /// The rule for RISC-V. Combinations are numbered by R (1), W (2), X (4), U (8).
  ///
  /// Source: RISC-V Privileged Architecture 1.13, sections "Virtual Address Translation Process", step 7, and "Memory
  /// Privilege in sstatus Register"; for the second stage "Guest Physical Address Translation": U must be set.
  init(riscV controls: RISCVControls, isSecondStage: Bool) {
    self.init { index, access in
      let isUserPage = index & 8 != 0
      let isUser = isSecondStage || access.privilege == .user
      if isUser && !isUserPage { return false }
      let intrudes = !isUser && isUserPage
      let mayIntrude = controls.contains(.supervisorUserMemory) && access.kind != .fetch
      if intrudes && !mayIntrude { return false }
      // MXR is for explicit loads: the processor's own, a supervisor's to a second stage, need R.
      let isImplicit = isSecondStage && access.privilege == .supervisor
      let mayReadCode = controls.contains(.makeExecutableReadable) && !isImplicit
      switch access.kind {
      case .load: return index & (mayReadCode ? 5 : 1) != 0
      case .store: return index & 2 != 0
      case .fetch: return index & 4 != 0
      }
    }
  }
}
