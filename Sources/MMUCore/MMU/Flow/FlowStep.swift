/// A step by which a system call or a TLB miss is handled: a row of the textbook's tables.
///
/// Source: Arpaci-Dusseau, "Operating Systems: Three Easy Pieces", appendix B, tables B.1 to B.5; the rows that they do not have are
/// said to be so.
public enum FlowStep: UInt8, CodedEnum {
  // MARK: The process

  /// It makes a system call, which traps.
  case systemCall
  /// It makes an access that the TLB does not answer, which traps.
  case tlbMiss
  /// The same where hardware fills the TLB: nothing traps. In no table.
  case untrappedMiss
  /// It goes on behind the trap.
  case resume
  /// It goes on with the instruction that trapped, which hits the TLB.
  case retry

  // MARK: The hardware

  /// It enters kernel mode, at the handler of whoever is privileged. Only table B.1 has such rows.
  case enterKernelMode
  /// It leaves kernel mode. Only table B.1 has such rows.
  case leaveKernelMode
  /// It takes an interrupt, which traps. In no table.
  case interrupt
  /// Its walker reads an entry of a table. In no table.
  case readEntry
  /// It fills the TLB from what it read. In no table.
  case fillFromTables

  // MARK: The operating system

  /// Its trap handler finds out what is asked for, does it, and returns from the trap.
  case handleTrap
  /// Its miss handler finds the frame in its page table and updates the TLB; without a monitor it returns from the trap too.
  case updateTLB
  /// It returns from the trap of a TLB miss.
  case returnFromTrap
  /// Its miss handler finds no page, and it goes on as after a page fault. In no table.
  case findNoPage

  // MARK: The monitor

  /// It calls the operating system's trap handler, at reduced privilege.
  case callTrapHandler
  /// It calls the operating system's miss handler, at reduced privilege.
  case callMissHandler
  /// It updates the TLB with the machine's frame in place of the operating system's.
  case installMachineFrame
  /// It returns from the trap, as the operating system tried to.
  case makeReturn
  /// It finds the machine's frame itself, in its software TLB, and returns. In no table: the text says it.
  case refill

  /// Who takes it.
  public var actor: FlowActor {
    switch self {
    case .systemCall, .tlbMiss, .untrappedMiss, .resume, .retry: .process
    case .enterKernelMode, .leaveKernelMode, .interrupt, .readEntry, .fillFromTables: .hardware
    case .handleTrap, .updateTLB, .returnFromTrap, .findNoPage: .kernel
    case .callTrapHandler, .callMissHandler, .installMachineFrame, .makeReturn, .refill: .monitor
    }
  }
}
