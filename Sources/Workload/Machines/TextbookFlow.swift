/// The flows of control that the textbook tabulates or describes, and what its tables end where they do not go on.
///
/// Source: Arpaci-Dusseau, "Operating Systems: Three Easy Pieces", appendix B.
public enum TextbookFlow: String, CaseIterable, Sendable, Codable {
  /// A system call on the machine alone.
  case systemCall = "system-call"
  /// A system call under a monitor.
  case systemCallMonitored = "system-call-vmm"
  /// A TLB miss that the operating system handles, on the machine alone.
  case tlbMiss = "tlb-miss"
  /// The same under a monitor.
  case tlbMissMonitored = "tlb-miss-vmm"
  /// A TLB miss that the monitor's software TLB answers.
  case tlbMissRemembered = "tlb-miss-vmm-software-tlb"
  /// A TLB miss that hardware handles.
  case tlbMissByHardware = "tlb-miss-hardware"
  /// A TLB miss of a page that is not there yet, on the machine alone.
  case pageFault = "page-fault"
  /// The same under a monitor.
  case pageFaultMonitored = "page-fault-vmm"

  /// What it is and where the textbook has it, in a line.
  public var title: String {
    switch self {
    case .systemCall: "System call flow without virtualization (tables B.1 and B.2)"
    case .systemCallMonitored: "System call flow with virtualization (table B.3)"
    case .tlbMiss: "TLB miss flow without virtualization (table B.4)"
    case .tlbMissMonitored: "TLB miss flow with virtualization (table B.5)"
    case .tlbMissRemembered: "TLB miss flow with a software TLB in the monitor (section B.4, no table)"
    case .tlbMissByHardware: "TLB miss flow of a hardware-managed TLB (section B.4, no table)"
    case .pageFault: "Page fault flow without virtualization (no table)"
    case .pageFaultMonitored: "Page fault flow with virtualization (no table)"
    }
  }
}
