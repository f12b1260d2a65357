import MMUCore

/// A machine as its guest's kernel finds it on a host with others: before everything it does, the host sees to it that the processor is
/// its own, and that there are frames.
final class HostedMachine: GuestMachine {
  private let machine: any GuestMachine
  private let keeper: MachineKeeper
  private var runCount: UInt64 = 0

  init(_ machine: any GuestMachine, _ keeper: MachineKeeper) {
    self.machine = machine
    self.keeper = keeper
    keeper.host.seat(machine, keeper)
  }

  /// The machine, with the processor.
  private var running: any GuestMachine {
    keeper.host.give(to: keeper.number)
    return machine
  }

  var counters: TechniqueCounters {
    var counters = machine.counters
    counters.accesses += runCount
    return counters
  }

  func run(_ accesses: UnsafeBufferPointer<MemoryAccess>) -> AccessRun {
    for index in accesses.indices {
      let access = accesses[index]
      if let stop = make(access.gva, access.kind) { return AccessRun(count: index, stop: stop) }
      if access.crossesPage, let stop = make(access.secondPart.gva, access.kind) {
        return AccessRun(count: index, stop: stop)
      }
      runCount += 1
    }
    return AccessRun(count: accesses.count)
  }

  /// Makes an access of a program; answers why it could not be made.
  private func make(_ gva: GVA, _ kind: AccessKind) -> AccessRun.Stop? {
    let outcome = access(gva, GuestAccess(kind, .user))
    if case .memory = outcome { return nil }
    return (gva, outcome)
  }

  func access(_ gva: GVA, _ access: GuestAccess) -> AccessOutcome {
    keeper.host.prepare(keeper.number)
    let outcome = running.access(gva, access)
    if case .memory(let hpa) = outcome { keeper.note(access, at: hpa) }
    return outcome
  }

  func storeEntry(_ entry: UInt64, at place: GPA, by gva: GVA) -> AccessOutcome {
    keeper.host.prepare(keeper.number)
    return running.storeEntry(entry, at: place, by: gva)
  }

  func takeTurn() { keeper.host.give(to: keeper.number) }

  var monitorFrames: UInt64 { machine.monitorFrames }
  var mapsTablesReadOnly: Bool { machine.mapsTablesReadOnly }
  var frames: UnsafeMutablePointer<FrameMap>? { machine.frames }
  func beginUpdates() { running.beginUpdates() }
  func endUpdates() { running.endUpdates() }
  func willUse(root: GPA) -> Bool { running.willUse(root: root) }
  func willRelease(root: GPA) { running.willRelease(root: root) }
  func loadRoot(_ root: GPA, asid: ASID, keepsTranslations: Bool) {
    running.loadRoot(root, asid: asid, keepsTranslations: keepsTranslations)
  }
  func invalidate(_ gva: GVA) { running.invalidate(gva) }
  func flushSpace(_ asid: ASID) { running.flushSpace(asid) }
  func flushAll() { running.flushAll() }
  func giveBack(_ frame: GFN) -> Bool { running.giveBack(frame) }
  func takeBack(_ frame: GFN) -> Bool { running.takeBack(frame) }
  func withdraw(_ frame: GFN, from place: HFN) { machine.withdraw(frame, from: place) }
  func endWithdrawals() { machine.endWithdrawals() }
  func enterKernel(_ entry: KernelEntry) { running.enterKernel(entry) }
  func leaveKernel() { running.leaveKernel() }
  func spin(_ steps: UInt64, on word: GVA) {
    keeper.host.prepare(keeper.number)
    running.spin(steps, on: word)
  }
  func idle(_ steps: UInt64, _ remedy: GapRemedy) { running.idle(steps, remedy) }
  func handOutOnDemand(_ frames: Range<GFN>) { running.handOutOnDemand(frames) }
  func take(_ page: GPA, frameCount: UInt64, zeroed remedy: GapRemedy?) {
    running.take(page, frameCount: frameCount, zeroed: remedy)
  }
}
