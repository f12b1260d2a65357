import MMUCore
import Workload

/// One guest workload under several techniques, from the same seed: the guest sees the same under each, and what differs is counted.
public struct TechniqueComparison: Sendable {
  /// The workload.
  public let workload: GuestWorkloadName
  /// Its parameters.
  public let parameters: GuestParameters
  /// The guest's operating system.
  public let system: GuestSystem
  /// What events cost.
  public let model: CostModel
  /// How several machines share a processor and a memory; `nil` for one that has them to itself.
  public let sharing: MachineSharing?
  /// A row a technique, in the order in which they were asked for.
  public let rows: [TechniqueRow]
  /// The digest of what the guest saw, the same under every technique.
  public let history: GuestHistory

  /// Runs the workload under each technique, one after the other.
  ///
  /// - Parameter goesOn: asked before each; `false` ends it with what there is.
  public init(
    _ workload: GuestWorkloadName, _ parameters: GuestParameters, on system: GuestSystem,
    _ techniques: [MachineTechnique], _ model: CostModel, hostPageSize: PageSize = .kib4,
    sharing: MachineSharing? = nil,
    goesOn: (MachineTechnique) -> Bool = { _ in true }
  ) throws(TechniqueComparisonError) {
    self.workload = workload
    self.parameters = parameters
    self.system = system
    self.model = model
    self.sharing = sharing
    var shape = system.shape
    shape.hostPageSize = hostPageSize
    var rows: [TechniqueRow] = []
    var seen: GuestHistory?
    for technique in techniques where goesOn(technique) {
      let (row, history) = try Self.run(workload, parameters, system, technique, shape, sharing, model)
      if let seen, seen != history { throw .differs(technique, from: techniques[0]) }
      seen = history
      rows.append(row)
    }
    self.rows = rows
    history = seen ?? GuestHistory()
  }

  private static func run(
    _ workload: GuestWorkloadName, _ parameters: GuestParameters, _ system: GuestSystem, _ technique: MachineTechnique,
    _ shape: MachineShape, _ sharing: MachineSharing?, _ model: CostModel
  ) throws(TechniqueComparisonError) -> (TechniqueRow, GuestHistory) {
    do {
      if let sharing {
        guard let hosted = try HostedWorkload(sharing, technique, on: system, shape) else {
          throw TechniqueComparisonError.outOfMemory
        }
        try hosted.run(workload, parameters)
        return (TechniqueRow(technique, hosted, model), hosted.history)
      }
      guard let kernel = try system.boot(technique, shape) else { throw TechniqueComparisonError.outOfMemory }
      try workload.workload(parameters).run(GuestProgram(kernel, seed: parameters.seed))
      kernel.noteMemory()
      return (TechniqueRow(technique, kernel, model), kernel.history)
    } catch let failure as KernelFailure {
      throw .kernel(failure)
    } catch let impossibility as WorkloadImpossibility {
      throw .impossible(impossibility)
    } catch {
      throw .outOfMemory
    }
  }

  /// The rows of techniques that virtualize, the cheapest first.
  public var ranking: [TechniqueRow] {
    rows.filter { $0.technique != .native }.sorted { $0.modelled.total < $1.modelled.total }
  }

  /// The cheapest technique that virtualizes, by the model; `nil` if there is only one.
  public var winner: TechniqueRow? { ranking.count > 1 ? ranking[0] : nil }
}
