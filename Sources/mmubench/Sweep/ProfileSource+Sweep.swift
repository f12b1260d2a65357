import Profiling
import Workload

extension ProfileSource {
  /// The source of a sweep's cell; a sweep has no commands.
  init(_ source: TLBProfile.Source) {
    let name = source.name.first ?? ""
    if source.kind == .workload, let workload = WorkloadName(rawValue: name) {
      self = .workload(workload)
    } else {
      let trace = SweepTrace(name)
      self = .trace(path: trace.path, trace.format)
    }
  }
}

extension SweepMachine {
  /// The makers that `mmubench profile` uses.
  static let profiling = SweepMachine(
    open: { try ProfileSource($0).open(WorkloadParameters(named: $0.parameters)) },
    guest: { technique, pageSize in
      try ProfileTechniqueOptions.chosen(technique.name, policy: technique.policy, prefetch: technique.prefetch)?
        .profiler(pageSize)
    })
}
