/// Why results cannot be put together.
public enum SweepMergeError: Error, Equatable, Sendable {
  /// A part's plan is none.
  case badPlan(part: String, SweepPlanError)
  /// Two parts are of different plans.
  case differentSweeps(String, String)
  /// Two parts read different traces of the same path.
  case differentTraces(path: String, String, String)
  /// The same text stood for different TLBs: a file has changed, or a preset.
  case differentTLBs(String, String, String)
  /// Two parts ran the same cell and counted differently.
  case disagreement(SweepCell, String, String)
}

extension SweepMergeError: CustomStringConvertible {
  /// One sentence: what is wrong, where, and what to do.
  public var description: String {
    switch self {
    case .badPlan(let part, let error): "the plan in \(part) is none: \(error)"
    case .differentSweeps(let one, let other):
      "\(one) and \(other) are of different sweeps; merge folders that were made with the same options but for --shard"
    case .differentTraces(let path, let one, let other) where one == other:
      "the trace \(path) changed between results in \(one); run the sweep again, which computes what is out of date"
    case .differentTraces(let path, let one, let other):
      "\(one) and \(other) read different traces at \(path); give every shard the same file, and run them again"
    case .differentTLBs(let tlb, let one, let other):
      "\(one) and \(other) took '\(tlb)' for different TLBs; give every shard the same file and the same mmubench"
    case .disagreement(let cell, let one, let other):
      "\(one) and \(other) counted differently for \(cell.label); were they run by different versions of mmubench?"
    }
  }
}
