import MMUCore
import Workload

/// The techniques, and what of them the laws tell apart.
enum TechniqueName: CaseIterable {
  case native, nested, writeProtect, unsync, paravirtual, softwareTLB, withoutSoftwareTLB

  func make(_ change: (inout MachineShape) -> Void = { _ in }) -> MachineFactory.Made? {
    var shape = MachineShape()
    shape.tableFrames = 1 << 12
    shape.dataFrames = 1 << 14
    change(&shape)
    switch self {
    case .native: return MachineFactory.native(shape)
    case .nested: return MachineFactory.nested(shape)
    case .writeProtect: return MachineFactory.shadow(shape, WriteProtectSync.self)
    case .unsync: return MachineFactory.shadow(shape, UnsyncPolicy.self)
    case .paravirtual: return MachineFactory.paravirtual(shape)
    case .softwareTLB: return MachineFactory.softwareTLB(shape)
    case .withoutSoftwareTLB:
      shape.softwareTLB = nil
      return MachineFactory.softwareTLB(shape)
    }
  }
}
