/// The trap that a RISC-V hart takes for a fault of address translation.
///
/// Source: RISC-V Privileged Architecture 1.13, sections "Supervisor Cause Register", "Supervisor Trap Value Register",
/// "Hypervisor Trap Value Register" and "Transformed Instruction or Pseudoinstruction for mtinst or htinst".
public struct RISCVTrap: Equatable, Sendable, BitwiseCopyable {
  /// scause: 1, 5 and 7 for an access fault of a fetch, load or store; 12, 13, 15 for a page fault; 20, 21, 23 for a
  /// guest-page fault.
  public let cause: UInt64
  /// stval: the virtual address.
  public let value: GVA
  /// htval: the guest physical address shifted right by two; 0 where there is none.
  public let guestValue: UInt64
  /// htinst: the pseudoinstruction of an implicit access to a first-stage table, if htval is not 0; else 0, which is always
  /// allowed.
  public let instruction: UInt64

  /// The trap for a fault of the first stage.
  public init(_ fault: PageFault, gva: GVA, access: GuestAccess) {
    cause = Self.cause(of: fault, access.kind, pageFault: 12)
    value = gva
    guestValue = 0
    instruction = 0
  }

  /// The trap for a fault of the second stage. Its cause names the kind of the access that began it all.
  ///
  /// - Parameter entrySize: of the first stage's entries.
  public init(_ fault: SecondStageFault, gva: GVA, access: GuestAccess, entrySize: EntrySize) {
    cause = Self.cause(of: fault.fault, access.kind, pageFault: 20)
    value = gva
    guestValue = cause >= 20 ? fault.gpa.rawValue &>> 2 : 0
    let reading: UInt64 = entrySize == .bytes8 ? 0x3000 : 0x2000
    switch fault.cause {
    case .tableRead where guestValue != 0: instruction = reading
    case .tableWrite where guestValue != 0: instruction = reading | 0x20
    default: instruction = 0
    }
  }

  /// A table outside memory is an access fault (step 2 of the translation process: "PMA or PMP check").
  private static func cause(of fault: PageFault, _ kind: AccessKind, pageFault: UInt64) -> UInt64 {
    let isAccessFault = fault.reason == .tableOutsideMemory
    switch kind {
    case .fetch: return isAccessFault ? 1 : pageFault
    case .load: return isAccessFault ? 5 : pageFault &+ 1
    case .store: return isAccessFault ? 7 : pageFault &+ 3
    }
  }
}
