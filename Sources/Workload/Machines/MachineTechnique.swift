import MMUCore

/// The techniques that give a guest an MMU, with their variants, by the names that a user gives them.
public enum MachineTechnique: String, CaseIterable, Sendable, Codable {
  /// No virtualization.
  case native
  /// A TLB that software fills, and a monitor with a software TLB of its own.
  case softwareTLB = "software-tlb"
  /// The same without the monitor's.
  case softwareTLBWithout = "software-tlb-without"
  /// Shadow tables, every guest table write-protected.
  case shadowWriteProtect = "shadow-write-protect"
  /// Shadow tables, leaf tables out of step until a flush.
  case shadowUnsync = "shadow-unsync"
  /// Shadow tables, leaf tables out of step and compared with what they were.
  case shadowSnapshot = "shadow-snapshot"
  /// Shadow tables that are thrown away at every load of the root.
  case shadowVTLB = "shadow-vtlb"
  /// A second stage.
  case nested
  /// Shadow tables, and nested walks below the level where the guest's tables are written often; with the hardware that its authors
  /// propose.
  case agile
  /// The same without hardware that loads roots and marks the guest's tables.
  case agileWithout = "agile-without-helps"
  /// The same with it, new processes nested until they have lived through an interval.
  case agileStartNested = "agile-start-nested"
  /// A guest that calls its monitor.
  case paravirtual

  /// What the technique is, in one line.
  public var summary: String {
    switch self {
    case .native: "no virtualization"
    case .softwareTLB: "a software-managed TLB whose monitor has a software TLB (Disco)"
    case .softwareTLBWithout: "a software-managed TLB, every miss to the guest's kernel"
    case .shadowWriteProtect: "shadow tables, every guest table write-protected"
    case .shadowUnsync: "shadow tables, leaf tables out of step until a flush (KVM)"
    case .shadowSnapshot: "shadow tables, leaf tables compared with a snapshot"
    case .shadowVTLB: "shadow tables as a virtual TLB, emptied at every load of the root"
    case .nested: "two-dimensional walks over a second stage (EPT, Sv39x4)"
    case .agile: "shadow tables, and nested walks where tables are written often (Gandhi, Hill and Swift)"
    case .agileWithout: "the same, roots and dirty bits by exits"
    case .agileStartNested: "the same as agile, new processes nested"
    case .paravirtual: "direct paging, tables changed by hypercalls (Xen)"
    }
  }

  /// How many roots the hardware of agile paging keeps: an assumption.
  static let agileRootCache = 8

  /// A machine of the technique; `nil` when the host has no memory.
  public func machine<Guest: MachineFormat>(
    _ shape: MachineShape, _ guest: Guest.Type = X86Long4Kernel.self, on seat: MachineSeat = MachineSeat()
  ) -> MachineFactory.Made? {
    guard let made = made(shape, guest, on: seat) else { return nil }
    return seat.keeper.map { (HostedMachine(made.machine, $0), made.memory) } ?? made
  }

  private func made<Guest: MachineFormat>(
    _ shape: MachineShape, _ guest: Guest.Type, on seat: MachineSeat
  ) -> MachineFactory.Made? {
    switch self {
    case .native: return MachineFactory.native(shape, guest, on: seat)
    case .softwareTLB: return MachineFactory.softwareTLB(shape, guest, on: seat)
    case .softwareTLBWithout:
      var shape = shape
      shape.softwareTLB = nil
      return MachineFactory.softwareTLB(shape, guest, on: seat)
    case .shadowWriteProtect: return MachineFactory.shadow(shape, WriteProtectSync.self, guest, on: seat)
    case .shadowUnsync: return MachineFactory.shadow(shape, UnsyncPolicy.self, guest, on: seat)
    case .shadowSnapshot: return MachineFactory.shadow(shape, SnapshotSync.self, guest, on: seat)
    case .shadowVTLB: return MachineFactory.shadow(shape, VTLBPolicy.self, guest, on: seat)
    case .nested: return MachineFactory.nested(shape, guest, on: seat)
    case .agile:
      return MachineFactory.agile(shape, options: .helped, rootCache: Self.agileRootCache, guest, on: seat)
    case .agileWithout: return MachineFactory.agile(shape, guest, on: seat)
    case .agileStartNested:
      var options = AgileOptions.helped
      options.startsNested = true
      return MachineFactory.agile(shape, options: options, rootCache: Self.agileRootCache, guest, on: seat)
    case .paravirtual: return MachineFactory.paravirtual(shape, guest, on: seat)
    }
  }
}
