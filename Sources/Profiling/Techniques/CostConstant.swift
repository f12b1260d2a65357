import MMUCore

/// The constants of a model of costs, by their names in its file; each is a number of cycles.
public enum CostConstant: String, CaseIterable, Sendable, Codable {
  /// An exit from hardware-assisted virtualization and the entry after it, without the monitor's work.
  case exit = "exit-cost"
  /// A call of the monitor's by a deprivileged guest, and back.
  case hypercall = "hypercall-cost"
  /// A trap of a deprivileged guest to the monitor, or a return from one that only the monitor can make.
  case trap = "trap-cost"
  /// Another machine in the processor, which an idle guest's is given to, beyond the exit that leads to it.
  case worldSwitch = "world-switch-cost"
  /// A flush of the TLB beyond a page.
  case flush = "flush-cost"
  /// An entry read from a cache of the first level, and so on.
  case l1 = "l1-latency"
  case l2 = "l2-latency"
  case l3 = "l3-latency"
  case memory = "memory-latency"
  /// The monitor's work for each cause.
  case guestFaultWork = "guest-fault-work"
  case hiddenFaultWork = "hidden-fault-work"
  case tableWriteWork = "table-write-work"
  case rootLoadWork = "root-load-work"
  case invalidationWork = "invalidation-work"
  case flushWork = "flush-work"
  case secondStageFaultWork = "second-stage-fault-work"
  case hypercallWork = "hypercall-work"
  case trapWork = "trap-work"
  case trapReturnWork = "trap-return-work"
  case tlbWriteWork = "tlb-write-work"
  case tlbMissWork = "tlb-miss-work"
  case idleWork = "idle-work"
  /// The monitor's work for each entry that it reads or writes in software, such as an update of a batch.
  case updateWork = "update-work"
  /// The monitor's work for each entry that it reads as part of a table and that is absent.
  case scanWork = "scan-work"
  /// A frame of 4 KiB that the monitor zeroes before it hands it out.
  case zeroingWork = "zeroing-work"
  /// A frame of 4 KiB that the guest's kernel zeroes.
  case guestZeroing = "guest-zeroing-cost"
  /// A step of the guest's idle loop.
  case spinStep = "spin-step-cost"

  /// What cycles are spent on.
  public enum Part: Sendable {
    /// Walks and flushes of the TLB.
    case walking
    /// Ways between the guest and its monitor.
    case exiting
    /// What the monitor does.
    case work
    /// What the guest's kernel does itself, and one who knew more would not: it zeroes, and it spins.
    case guest
  }

  /// What the constant's cycles are spent on.
  public var part: Part {
    switch self {
    case .l1, .l2, .l3, .memory, .flush: .walking
    case .exit, .hypercall, .trap, .worldSwitch: .exiting
    case .guestZeroing, .spinStep: .guest
    default: .work
    }
  }

  /// The monitor's work for a cause.
  static func work(for cause: ExitCause) -> CostConstant {
    switch cause {
    case .guestFault: .guestFaultWork
    case .hiddenFault: .hiddenFaultWork
    case .tableWrite: .tableWriteWork
    case .rootLoad: .rootLoadWork
    case .invalidation: .invalidationWork
    case .flush: .flushWork
    case .secondStageFault: .secondStageFaultWork
    case .hypercall: .hypercallWork
    case .trap: .trapWork
    case .trapReturn: .trapReturnWork
    case .tlbWrite: .tlbWriteWork
    case .tlbMiss: .tlbMissWork
    // Its cost is the way alone.
    case .idle, .worldSwitch: .idleWork
    }
  }
}
