import Workload

/// Why techniques cannot be compared.
public enum TechniqueComparisonError: Error, Equatable, Sendable {
  /// The host has no memory for a machine.
  case outOfMemory
  /// The guest's kernel cannot go on.
  case kernel(KernelFailure)
  /// There is no workload of these parameters.
  case impossible(WorkloadImpossibility)
  /// The guest saw something else than under another technique: one of them is wrong.
  case differs(MachineTechnique, from: MachineTechnique)
}

extension TechniqueComparisonError: CustomStringConvertible {
  /// One sentence: what is wrong, and what to do.
  public var description: String {
    switch self {
    case .outOfMemory: "the host has no memory for the machine; free some"
    case .kernel(let failure): "\(failure)"
    case .impossible(let impossibility): "there is no such workload: \(impossibility)"
    case .differs(let technique, let other):
      "the guest saw something else under \(technique.rawValue) than under \(other.rawValue); one of them is wrong, "
        + "please report it"
    }
  }
}
