/// Why a virtual machine hands its processor to the monitor.
public enum ExitCause: UInt8, CodedEnum {
  /// A page fault that turns out to be the guest's own.
  case guestFault
  /// A page fault that only the monitor's tables gave: it fills them.
  case hiddenFault
  /// A store to a table that the monitor watches.
  case tableWrite
  /// A load of the root register.
  case rootLoad
  /// An invalidation of one page.
  case invalidation
  /// An invalidation of an address space or of everything.
  case flush
  /// A second stage that has no page: EPT violation, nested page fault.
  case secondStageFault
  /// A call of the monitor's by a guest that knows of it.
  case hypercall
  /// A trap that goes to the guest's kernel and must pass through the monitor.
  case trap
  /// A return from a trap that only the monitor may make.
  case trapReturn
  /// A write to the TLB by a guest that manages it itself.
  case tlbWrite
  /// A miss in a TLB that software manages.
  case tlbMiss
  /// The guest has nothing to do.
  case idle
  /// The processor is given to another machine.
  case worldSwitch
}
