import MMUCore

extension FlowActor {
  /// The title of its column.
  var title: String {
    switch self {
    case .process: "process"
    case .hardware: "hardware"
    case .kernel: "operating system"
    case .monitor: "virtual machine monitor"
    }
  }
}

extension FlowRecord {
  /// What happens in the row.
  ///
  /// - Parameter isMonitored: whether there is a monitor, which makes the returns that without one the operating system does itself.
  func text(isMonitored: Bool) -> String {
    switch step.actor {
    case .process: processText
    case .hardware: hardwareText
    case .kernel: kernelText + (step == .updateTLB && !isMonitored ? "; returns from trap" : "")
    case .monitor: monitorText
    }
  }

  private var page: String { "VPN \(address >> 12)" }

  private var processText: String {
    switch step {
    case .systemCall: "system call: trap"
    case .tlbMiss: "load from \(page): TLB miss: trap"
    case .untrappedMiss: "load from \(page): TLB miss"
    case .resume: "resumes after the trap"
    default: "retries the load: TLB hit"
    }
  }

  private var hardwareText: String {
    switch step {
    case .enterKernelMode: "switches to kernel mode"
    case .leaveKernelMode: "leaves kernel mode"
    case .interrupt: "interrupt: trap"
    case .readEntry: "reads the entry of level \(level) at 0x\(String(address, radix: 16)): frame \(value >> 12)"
    default: "updates the TLB: \(page) to frame \(value)"
    }
  }

  private var kernelText: String {
    switch step {
    case .handleTrap: "decodes the trap, does what is asked; returns from trap"
    case .updateTLB: "finds \(page), updates the TLB: to PFN \(value)"
    case .findNoPage: "finds no page at \(page); page fault: maps one"
    default: "returns from trap"
    }
  }

  private var monitorText: String {
    switch step {
    case .callTrapHandler: "calls the OS's trap handler, privilege reduced"
    case .callMissHandler: "calls the OS's miss handler, privilege reduced"
    case .installMachineFrame: "updates the TLB instead: to MFN \(value)"
    case .refill: "finds \(page) in its software TLB: to MFN \(value); returns from trap"
    default: "returns from trap"
    }
  }
}
