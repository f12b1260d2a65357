import MMUCore

/// A workload on several machines of one host, each with a kernel of its own, by turns.
public final class HostedWorkload {
  /// How many turns a machine has between two looks for equal frames.
  private static let turnsBetweenMerges: UInt64 = 4

  private let host: MachineHost
  private let kernels: [any GuestKernel]
  private let sharing: MachineSharing
  private var failure: (any Error)?
  private var turnCount: UInt64 = 0
  private var accessCounts: [UInt64]

  /// Boots the machines; `nil` when the host has no memory.
  public init?(
    _ sharing: MachineSharing, _ technique: MachineTechnique, on system: GuestSystem, _ shape: MachineShape
  ) throws(KernelFailure) {
    self.sharing = sharing
    host = MachineHost(frameCount: sharing.frames, isTagged: sharing.isTagged)
    var shape = shape
    shape.dataFrames = min(shape.dataFrames, MachineSharing.framesOfAGuest)
    var kernels: [any GuestKernel] = []
    for number in 0..<sharing.machines {
      let seat = host.makeSeat(shape, salt: sharing.mergesFrames ? 0 : UInt64(number))
      guard let kernel = try system.boot(technique, shape, on: seat) else { return nil }
      kernels.append(kernel)
    }
    self.kernels = kernels
    accessCounts = kernels.map { _ in 0 }
  }

  /// Runs the workload on every machine; with the same seed if they are of one image, else with one after the other.
  ///
  /// - Throws: what stopped the first machine that could not go on.
  public func run(_ workload: GuestWorkloadName, _ parameters: GuestParameters) throws {
    var lives: [MachineTurns.Life] = []
    for number in kernels.indices {
      var own = parameters
      if !sharing.mergesFrames { own.seed = own.seed &+ UInt64(number) }
      let life = try workload.workload(own)
      let program = GuestProgram(kernels[number], seed: own.seed)
      lives.append { [self] in
        do { try life.run(program) } catch { failure = failure ?? error }
        kernels[number].noteMemory()
      }
    }
    let turns = MachineTurns(lives)
    host.beforeEachAccess = { [unowned self] number in count(number, turns) }
    turns.run()
    host.beforeEachAccess = nil
    if let failure { throw failure }
  }

  /// Ends a machine's turn when its time is over.
  private func count(_ number: Int, _ turns: MachineTurns) {
    accessCounts[number] += 1
    guard accessCounts[number] == sharing.quantum else { return }
    accessCounts[number] = 0
    turnCount += 1
    if sharing.mergesFrames && turnCount % (Self.turnsBetweenMerges * UInt64(sharing.machines)) == 0 {
      host.mergeEqualFrames()
    }
    turns.pass(from: number, to: turns.next(after: number))
  }

  // MARK: What came of it

  /// What the guests saw and read, each in its order.
  public var history: GuestHistory {
    GuestHistory(together: kernels.map(\.history) + keepers.map(\.reads))
  }

  /// What all machines' techniques did.
  public var counters: TechniqueCounters {
    kernels.reduce(into: TechniqueCounters()) { $0.add($1.machine.counters) }
  }

  /// What became of all guests' frames.
  public var frames: FrameCounters { keepers.reduce(into: FrameCounters()) { $0.add($1.frames.pointee.counters) } }

  /// The frames of all guests' tables.
  public var tableFrames: UInt64 { kernels.reduce(0) { $0 + $1.tableFrames } }

  /// The frames of all monitors' tables.
  public var monitorFrames: UInt64 { kernels.reduce(0) { $0 + $1.machine.monitorFrames } }

  private var keepers: [MachineKeeper] { kernels.indices.map { host.keeper($0) } }
}
