import MMUCore
import MMUReference

/// A reference of one of x86's paging modes.
protocol ReferenceX86Paging: ReferencePaging where Input == GuestVirtual, Output == GuestPhysical {
  /// What the guest is told of a fault.
  func exception(for fault: PageFault, _ gva: GVA, _ access: GuestAccess) -> X86Exception
}

extension ReferenceX86Long: ReferenceX86Paging {}

extension ReferenceX86PAE: ReferenceX86Paging {}

extension ReferenceX86Legacy32: ReferenceX86Paging {}
