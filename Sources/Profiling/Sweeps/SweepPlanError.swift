import Report
import Workload

/// Why a plan is none.
public enum SweepPlanError: Error, Equatable, Sendable {
  /// There is neither a trace nor a workload.
  case noSource
  /// A list has no value.
  case empty(key: String)
  /// There is no such workload.
  case unknownWorkload(String)
  /// A value is no number, or not in the unit of its key.
  case notAQuantity(key: String, String)
  /// A range does not go up from at least 1.
  case notARange(String)
  /// None of the workloads has the parameter.
  case unusedParameter(String)
  /// No workload has these parameters.
  case impossible(WorkloadImpossibility)
  /// There are no pages of this size.
  case unknownPageSize(String)
  /// There is no such technique.
  case unknownTechnique(String)
  /// Only shadow paging has it.
  case onlyForShadow(String)
  /// The number of entries that a page fault may map along.
  case badPrefetch(String)
  /// The TLBs are impossible, whatever the page size.
  case tlb(TLBConfigurationError)
  /// A trace must be a file: it is read several times.
  case standardInput
  /// There are more cells than a sweep may have.
  case tooManyCells(Int)
}

extension SweepPlanError: CustomStringConvertible {
  /// One sentence: what is wrong, and what would be right.
  public var description: String {
    switch self {
    case .noSource: "nothing to sweep: give --trace FILE or --workload NAME"
    case .empty(let key): "--\(key) has no value; leave it out for its default"
    case .unknownWorkload(let name):
      Self.unknown("workload", name, among: WorkloadName.allCases.map(\.rawValue))
        + " (a trace is given with --trace)"
    case .notAQuantity(let key, let text): "--\(key) '\(text)' is no number such as 4096, 64K or 1G"
    case .notARange(let text): "the range in '\(text)' does not go up; write for example 512..4096, which doubles"
    case .unusedParameter(let name): "--\(name) means nothing here: none of the workloads has it"
    case .impossible(let impossibility): "\(impossibility)"
    case .unknownPageSize(let text): "there are no pages of '\(text)'; --page-size takes 4K, 2M and 1G"
    case .unknownTechnique(let name): Self.unknown("technique", name, among: SweepTechnique.names)
    case .onlyForShadow(let key): "--\(key) means nothing without --technique shadow"
    case .badPrefetch(let text): "--prefetch must be 0, 8 or 32, not '\(text)'"
    case .tlb(let error): "\(error)"
    case .standardInput: "a sweep reads its traces several times: save standard input to a file"
    case .tooManyCells(let count):
      "the sweep has \(count) cells; the most are \(SweepPlan.maximumCellCount): give fewer values, or several sweeps"
    }
  }

  private static func unknown(_ what: String, _ name: String, among names: [String]) -> String {
    let hint =
      NearestName.of(name, among: names).map { "did you mean '\($0)'?" } ?? "there are \(names.joined(separator: ", "))"
    return "there is no \(what) '\(name)'; \(hint)"
  }
}
