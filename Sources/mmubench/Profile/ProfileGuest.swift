import CHost
import Foundation
import MMUCore
import Profiling
import Report
import Workload

/// A profile of a workload that runs on a guest's kernel, under one technique or several.
struct ProfileGuest {
  let workload: GuestWorkloadName
  private let techniques: [MachineTechnique]
  /// How several machines share a processor and a memory; `nil` for one that has them to itself.
  private let sharing: MachineSharing?

  /// The techniques that a profile of a stream alone has too.
  private static let ofStreams = ["native", "nested", "shadow"]

  /// The guest workload that a source's name stands for; `nil` where a stream alone is asked for, or something else than a workload.
  init?(_ command: ProfileCommand) throws {
    let technique = command.technique.technique
    let isComparison = technique.map { !Self.ofStreams.contains($0) } ?? false
    guard let name = command.source, command.from == nil, let workload = GuestWorkloadName(rawValue: name) else {
      if command.source.map(ProfileSource.isUnknown) ?? false { return nil }
      if let given = command.guest.given ?? command.machines.given { throw Self.refusal(given) }
      if isComparison, technique == "all" || technique?.contains(",") == true { throw Self.refusal("--technique") }
      return nil
    }
    let isStreamToo = WorkloadName(rawValue: name) != nil
    guard !isStreamToo || isComparison || command.guest.isGiven || command.machines.isGiven else { return nil }
    self.workload = workload
    let chosen = try Self.techniques(technique ?? "all", command.technique)
    let areAll = technique ?? "all" == "all"
    let sharing = try command.machines.sharing()
    self.sharing = sharing
    if sharing != nil && !areAll && chosen.contains(.native) {
      throw CommandFailure(.usage, "--technique native has no monitor that could give --machines their turns")
    }
    techniques = chosen.filter { sharing == nil || $0 != .native }
  }

  private static func refusal(_ option: String) -> CommandFailure {
    CommandFailure(
      .usage, "\(option) is for a workload that a guest's kernel runs, such as forkwait; see mmubench list workloads")
  }

  /// The techniques of a list of names.
  private static func techniques(_ text: String, _ options: ProfileTechniqueOptions) throws -> [MachineTechnique] {
    guard options.prefetch == nil else {
      throw CommandFailure(.usage, "--prefetch means nothing for a workload on a guest's kernel")
    }
    let all = MachineTechnique.allCases
    let names = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    var chosen: [MachineTechnique] = []
    for name in names {
      let found: [MachineTechnique]
      switch name {
      case "all": found = all
      case "shadow": found = [try shadow(options.policy)]
      default:
        guard let technique = MachineTechnique(rawValue: name) else {
          throw ProfileTechniqueOptions.unknown(
            "technique", name, among: ["all", "shadow"] + all.map(\.rawValue))
        }
        found = [technique]
      }
      chosen += found.filter { !chosen.contains($0) }
    }
    guard options.policy == nil || names.contains("shadow") else {
      throw CommandFailure(.usage, "--policy means nothing without --technique shadow")
    }
    return chosen
  }

  private static func shadow(_ policy: String?) throws -> MachineTechnique {
    let names = ShadowPolicyName.allCases.map(\.rawValue)
    guard let technique = MachineTechnique(rawValue: "shadow-\(policy ?? "unsync")") else {
      throw ProfileTechniqueOptions.unknown("policy", policy ?? "", among: names)
    }
    return technique
  }

  // MARK: Running

  func run(_ command: ProfileCommand) throws {
    try refuse(command)
    let parameters = try parameters(command)
    let model = try command.guest.model()
    let sweep = try command.guest.swept()
    let system = try command.guest.system()
    if let out = command.out { try Output.checkWritable(out) }
    host_catch_interrupts()
    let comparison = try compare(parameters, system, techniques, model, command)
    let report = TechniqueReport(comparison, explains: command.analysis.explain, sweep: sweep)
    if let out = command.out { try Output.replaceFile(at: out, with: try report.rendered(as: .json)) }
    try Output.print(try report.rendered(as: command.format))
    if comparison.rows.count < techniques.count {
      throw CommandFailure(
        .interrupted, "interrupted: \(techniques[comparison.rows.count].rawValue) and later are missing")
    }
  }

  private func compare(
    _ parameters: GuestParameters, _ system: GuestSystem, _ techniques: [MachineTechnique], _ model: CostModel,
    _ command: ProfileCommand
  ) throws -> TechniqueComparison {
    do throws(TechniqueComparisonError) {
      return try TechniqueComparison(
        workload, parameters, on: system, techniques, model, hostPageSize: command.technique.hostPageSize ?? .kib4,
        sharing: sharing
      ) { _ in !host_was_interrupted() }
    } catch {
      switch error {
      case .outOfMemory: throw CommandFailure(.unavailable, "\(error)")
      case .kernel: throw CommandFailure(.usage, "\(error)")
      case .impossible(let impossibility): throw ProfileFailure.translated(impossibility)
      case .differs: throw CommandFailure(.wrong, "\(error)")
      }
    }
  }

  /// The defaults, with what was given.
  private func parameters(_ command: ProfileCommand) throws -> GuestParameters {
    var parameters = workload.defaults
    var given = command.workload.given
    if let processes = command.guest.processes { given.append(("processes", processes.value)) }
    if let interval = command.guest.interval { given.append(("interval", interval.value)) }
    if let remedy = try command.guest.chosenRemedy() { given.append(("remedy", UInt64(remedy.rawValue))) }
    for (name, value) in given {
      guard let parameter = GuestParameter(rawValue: name), workload.parameters.contains(parameter) else {
        // A seed decides nothing there, and does no harm.
        if name == "seed" { continue }
        throw CommandFailure(.usage, "workload '\(workload.rawValue)' has no --\(name)")
      }
      parameters[parameter] = value
    }
    return parameters
  }

  /// Refuses what a comparison of techniques has not.
  private func refuse(_ command: ProfileCommand) throws {
    let analysis = command.analysis
    let refused = [
      ("--tlb", !command.tlb.isEmpty), ("--page-size", command.paging.pageSize != "4K"),
      ("--fragmentation", command.paging.fragmentation != 0), ("--walk-cache", command.paging.walkCache != nil),
      ("--mrc", analysis.mrc), ("--by", !analysis.by.isEmpty), ("--assert", !analysis.assert.isEmpty),
      ("--html", analysis.html != nil),
    ]
    if let (name, _) = refused.first(where: \.1) {
      throw CommandFailure(.usage, "\(name) means nothing where techniques are compared on a guest's kernel")
    }
    guard command.technique.hostPageSize == nil || techniques.contains(.nested) else {
      throw CommandFailure(.usage, "--host-page-size means nothing without --technique nested")
    }
  }
}
