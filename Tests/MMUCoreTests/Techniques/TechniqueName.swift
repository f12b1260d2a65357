import MMUCore
import Workload

/// The techniques, and what of them the laws tell apart.
enum TechniqueName: CaseIterable {
  case native, nested, writeProtect, unsync, vtlb, agile, paravirtual, softwareTLB, withoutSoftwareTLB

  func make(
    on processor: MachineProcessor? = nil, _ change: (inout MachineShape) -> Void = { _ in }
  ) -> MachineFactory.Made? {
    var shape = MachineShape()
    shape.tableFrames = 1 << 12
    shape.dataFrames = 1 << 14
    change(&shape)
    switch self {
    case .native: return MachineFactory.native(shape, on: processor)
    case .nested: return MachineFactory.nested(shape, on: processor)
    case .writeProtect: return MachineFactory.shadow(shape, WriteProtectSync.self, on: processor)
    case .unsync: return MachineFactory.shadow(shape, UnsyncPolicy.self, on: processor)
    case .vtlb: return MachineFactory.shadow(shape, VTLBPolicy.self, on: processor)
    case .agile: return MachineFactory.agile(shape, on: processor)
    case .paravirtual: return MachineFactory.paravirtual(shape, on: processor)
    case .softwareTLB: return MachineFactory.softwareTLB(shape, on: processor)
    case .withoutSoftwareTLB:
      shape.softwareTLB = nil
      return MachineFactory.softwareTLB(shape, on: processor)
    }
  }
}
