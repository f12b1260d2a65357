import MMUCore
import Workload

/// The techniques, and what of them the laws tell apart.
enum TechniqueName: CaseIterable {
  case native, nested, writeProtect, unsync, vtlb, agile, paravirtual, softwareTLB, withoutSoftwareTLB

  func make(
    on seat: MachineSeat = MachineSeat(), _ change: (inout MachineShape) -> Void = { _ in }
  ) -> MachineFactory.Made? {
    var shape = MachineShape()
    shape.tableFrames = 1 << 12
    shape.dataFrames = 1 << 14
    change(&shape)
    switch self {
    case .native: return MachineFactory.native(shape, on: seat)
    case .nested: return MachineFactory.nested(shape, on: seat)
    case .writeProtect: return MachineFactory.shadow(shape, WriteProtectSync.self, on: seat)
    case .unsync: return MachineFactory.shadow(shape, UnsyncPolicy.self, on: seat)
    case .vtlb: return MachineFactory.shadow(shape, VTLBPolicy.self, on: seat)
    case .agile: return MachineFactory.agile(shape, on: seat)
    case .paravirtual: return MachineFactory.paravirtual(shape, on: seat)
    case .softwareTLB: return MachineFactory.softwareTLB(shape, on: seat)
    case .withoutSoftwareTLB:
      shape.softwareTLB = nil
      return MachineFactory.softwareTLB(shape, on: seat)
    }
  }
}
