import MMUCore
import MMUReference

/// A processor's registers as the reference knows them, and how it walks by them.
struct ShadowRegisters {
  let guest: ShadowGuest
  /// CR0.
  var cr0: UInt64 = 0
  /// CR3; on RISC-V the root.
  var root: UInt64 = 0
  /// CR4; on RISC-V the controls.
  var cr4: UInt64 = 0
  /// EFER.LME.
  var enablesLongMode = false
  /// EFER.NXE.
  var noExecute = false
  /// PAE's registers.
  var pointers: [UInt64] = [0, 0, 0, 0]
  /// RISC-V's ASID.
  var asid: UInt16 = 0

  init(guest: ShadowGuest) {
    self.guest = guest
    if guest != .x86 { cr4 = UInt64((RISCVControls.hardwareAccessedDirty | .napot).rawValue) }
  }

  static let bitPG: UInt64 = 1 << 31
  static let bitWP: UInt64 = 1 << 16
  static let bitPSE: UInt64 = 1 << 4
  static let bitPAE: UInt64 = 1 << 5
  static let bitPGE: UInt64 = 1 << 7
  static let bitLA57: UInt64 = 1 << 12
  static let bitPCIDE: UInt64 = 1 << 17
  static let bitSMEP: UInt64 = 1 << 20
  static let bitSMAP: UInt64 = 1 << 21

  /// Whether paging is on.
  var isPaged: Bool { guest != .x86 || cr0 & Self.bitPG != 0 }
  /// Whether IA-32e mode is active.
  var isLong: Bool { enablesLongMode && cr0 & Self.bitPG != 0 }
  /// Whether PAE paging is in use.
  var isPAE: Bool { guest == .x86 && isPaged && cr4 & Self.bitPAE != 0 && !enablesLongMode }
  /// Whether entries have 4 bytes.
  var isNarrow: Bool { guest == .sv32OnX86 || (guest == .x86 && isPaged && cr4 & Self.bitPAE == 0) }
  /// The levels of tables; 0 without paging.
  var levels: Int {
    switch guest {
    case .sv39, .sv39OnX86: 3
    case .sv32OnX86: 2
    case .x86: !isPaged ? 0 : isLong ? (cr4 & Self.bitLA57 != 0 ? 5 : 4) : 2
    }
  }

  /// The tag of the address space.
  var space: UInt16 {
    if guest != .x86 { return asid }
    return cr4 & Self.bitPCIDE != 0 ? UInt16(truncatingIfNeeded: root & 0xFFF) : 0
  }

  /// What the registers make of x86's entries.
  var configuration: X86Configuration {
    var controls = X86Controls.none
    if cr0 & Self.bitWP != 0 { controls |= .writeProtect }
    if noExecute { controls |= .noExecute }
    if cr4 & Self.bitSMEP != 0 { controls |= .smep }
    if cr4 & Self.bitSMAP != 0 { controls |= .smap }
    if cr4 & Self.bitPSE != 0 { controls |= .pageSizeExtensions }
    return X86Configuration(controls: controls, honoursGlobal: cr4 & Self.bitPGE != 0)
  }

  /// Translates one access by the tables in a memory.
  func walk(_ gva: GVA, _ access: GuestAccess, in memory: ReferenceTrialMemory) -> ReferenceWalkResult<GuestPhysical> {
    let controls = RISCVControls(rawValue: UInt8(truncatingIfNeeded: cr4))
    switch guest {
    case .sv39, .sv39OnX86:
      return ReferenceRISCVSv39(memory: memory, root: GPA(root), controls: controls).walk(gva, access)
    case .sv32OnX86:
      return ReferenceRISCVSv32(memory: memory, root: GPA(root), controls: controls).walk(gva, access)
    case .x86: return walkX86(gva, access, in: memory)
    }
  }

  private func walkX86(
    _ gva: GVA, _ access: GuestAccess, in memory: ReferenceTrialMemory
  ) -> ReferenceWalkResult<GuestPhysical> {
    if !isPaged { return walkUnpaged(gva) }
    if isLong {
      let root = GPA(self.root & 0xF_FFFF_FFFF_F000)
      return ReferenceX86Long(memory: memory, root: root, levels: levels, configuration: configuration)
        .walk(gva, access)
    }
    if isPAE {
      return ReferenceX86PAE(memory: memory, pointers: pointers, configuration: configuration).walk(gva, access)
    }
    let root = GPA(self.root & 0xFFFF_F000)
    return ReferenceX86Legacy32(memory: memory, root: root, configuration: configuration).walk(gva, access)
  }

  /// "The processor treats all linear addresses as physical addresses"; they have 32 bits.
  private func walkUnpaged(_ gva: GVA) -> ReferenceWalkResult<GuestPhysical> {
    guard gva.rawValue >> 32 == 0 else { return .fault(PageFault(.nonCanonical, at: PageLevel(6))) }
    return .mapped(
      ReferenceTranslation(
        address: GPA(gva.rawValue), pageSize: .gib1, rights: .all, permitted: .all, isDirty: true, isGlobal: false))
  }
}
