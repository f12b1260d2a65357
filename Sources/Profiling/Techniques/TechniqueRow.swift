import MMUCore
import Workload

/// What a workload cost under one technique.
public struct TechniqueRow: Equatable, Sendable {
  /// The technique.
  public let technique: MachineTechnique
  /// What it did.
  public let counters: TechniqueCounters
  /// The most frames that the guest's tables took.
  public let guestTableFrames: UInt64
  /// The frames of the monitor's tables at the end.
  public let monitorFrames: UInt64
  /// What became of the guests' frames, where several machines share a memory.
  public let frames: FrameCounters?
  /// What it would cost, by the model.
  public let modelled: ModelledCycles

  /// Every cause of an exit.
  public static let causes: [ExitCause] = (0..<16).compactMap { ExitCause(rawValue: $0) }

  /// A counter of the information gap, by its name in tables and files.
  public typealias GapName = (name: String, count: KeyPath<GapCounters, UInt64>)

  /// Every one of them: those of idle time, those of zeroed frames, and the calls of both.
  public static var gapGroups: [[GapName]] {
    [
      [("spun-steps", \.spunSteps), ("steps-given-up", \.stepsGivenUp), ("yields", \.yields)],
      [
        ("zeroed-by-guest", \.zeroedByGuest), ("zeroed-by-monitor", \.zeroedByMonitor),
        ("zeroed-twice", \.zeroedTwice),
      ],
      [("calls", \.calls)],
    ]
  }

  /// The same, one after the other.
  public static var gapNames: [GapName] { gapGroups.flatMap(\.self) }

  init(_ technique: MachineTechnique, _ kernel: any GuestKernel, _ model: CostModel) {
    self.technique = technique
    counters = kernel.machine.counters
    guestTableFrames = kernel.tableFrames
    monitorFrames = kernel.machine.monitorFrames
    frames = nil
    modelled = ModelledCycles(counters, technique, model)
  }

  /// What all machines of a host cost together.
  init(_ technique: MachineTechnique, _ hosted: HostedWorkload, _ model: CostModel) {
    self.technique = technique
    counters = hosted.counters
    guestTableFrames = hosted.tableFrames
    monitorFrames = hosted.monitorFrames
    frames = hosted.frames
    modelled = ModelledCycles(counters, technique, model)
  }

  /// Entries that a walk which found its page read; `nil` without walks.
  public var referencesPerWalk: Double? {
    counters.walks == 0
      ? nil : Double(counters.references + counters.hostReferences) / Double(counters.walks)
  }

  /// A count for every thousand accesses.
  public func perThousand(_ count: UInt64) -> Double {
    counters.accesses == 0 ? 0 : 1000 * Double(count) / Double(counters.accesses)
  }

  /// The cycles that exits of a cause take, the way and the work; without updates of batches.
  func cycles(of cause: ExitCause, _ model: CostModel) -> Double {
    let all = Double(counters.exits.total)
    guard all > 0 else { return 0 }
    let way = modelled.cycles(.exiting) / all
    return Double(counters.exits[cause]) * (way + model[CostConstant.work(for: cause)])
  }
}

extension ExitCause {
  /// The name in tables and files.
  public var name: String {
    switch self {
    case .guestFault: "guest-fault"
    case .hiddenFault: "hidden-fault"
    case .tableWrite: "table-write"
    case .rootLoad: "root-load"
    case .invalidation: "invalidation"
    case .flush: "flush"
    case .secondStageFault: "second-stage-fault"
    case .hypercall: "hypercall"
    case .trap: "trap"
    case .trapReturn: "trap-return"
    case .tlbWrite: "tlb-write"
    case .tlbMiss: "tlb-miss"
    case .idle: "idle"
    case .worldSwitch: "world-switch"
    }
  }
}
