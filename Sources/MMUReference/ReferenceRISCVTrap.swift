import MMUCore

/// What a RISC-V hart writes to its trap registers for a fault.
///
/// Source: RISC-V Privileged Architecture 1.13, chapter "Supervisor-Level ISA", sections scause and stval; chapter "Hypervisor
/// Extension", sections "Guest-Page Faults", "Trap Cause Codes", htval and "Transformed Instruction or Pseudoinstruction for
/// mtinst or htinst".
public struct ReferenceRISCVTrap: Equatable, Sendable {
  /// scause: the exception code.
  public var cause: UInt64
  /// stval: the address of the access.
  public var stval: UInt64
  /// htval: "the guest physical address that faulted, shifted right by 2 bits", or 0.
  public var htval: UInt64
  /// htinst: a pseudoinstruction for an implicit access, or 0, which is always allowed otherwise.
  public var htinst: UInt64

  /// The trap for a fault.
  ///
  /// - Parameter entryBits: the width of an entry of the guest's tables: 32 where VSXLEN is 32, else 64.
  public init(
    _ fault: PageFault, gva: GVA, access: GuestAccess, origin: ReferenceFaultOrigin = .firstStage, entryBits: Int = 64
  ) {
    stval = gva.rawValue
    (htval, htinst) = (0, 0)
    // "raise an access-fault exception corresponding to the original access type", whichever stage's table it is.
    if fault.reason == .tableOutsideMemory {
      cause = Self.code(of: access, fetch: 1, load: 5, store: 7)
      return
    }
    switch origin {
    case .firstStage:
      cause = Self.code(of: access, fetch: 12, load: 13, store: 15)
    case .secondStage(let gpa):
      cause = Self.code(of: access, fetch: 20, load: 21, store: 23)
      htval = gpa.rawValue / 4
    case .secondStageOfWalk(let gpa, let isUpdate):
      // "any exception is always reported for the original access type".
      cause = Self.code(of: access, fetch: 20, load: 21, store: 23)
      // "a guest physical address written to htval is that of the implicit memory access that faulted."
      htval = gpa.rawValue / 4
      // "special pseudoinstruction value if: (a) … implicit memory access …, and (b) a nonzero value … is written to … htval".
      if htval != 0 { htinst = Self.pseudoinstruction(entryBits, isUpdate) }
    }
  }

  private static func code(of access: GuestAccess, fetch: UInt64, load: UInt64, store: UInt64) -> UInt64 {
    switch access.kind {
    case .fetch: fetch
    case .load: load
    case .store: store
    }
  }

  /// Table "Special pseudoinstruction values for guest-page faults".
  private static func pseudoinstruction(_ entryBits: Int, _ isWrite: Bool) -> UInt64 {
    switch (entryBits, isWrite) {
    case (32, false): 0x2000
    case (32, true): 0x2020
    case (_, false): 0x3000
    case (_, true): 0x3020
    }
  }
}
