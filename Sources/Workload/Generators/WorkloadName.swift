/// The workloads that need no trace.
public enum WorkloadName: String, CaseIterable, Sendable, Codable {
  /// A sweep, byte after byte.
  case sequential
  /// A sweep that skips pages.
  case strided
  /// Random updates: the HPC Challenge RandomAccess benchmark.
  case gups
  /// Random loads by popularity, as a cache server's.
  case zipf

  /// What the workload does, in one line.
  public var summary: String {
    switch self {
    case .sequential: "loads every --step bytes of the footprint, again and again"
    case .strided: "loads from every --stride-th 4 KiB page of the footprint, again and again"
    case .gups: "loads and stores 8 bytes at uniformly random places (HPC Challenge RandomAccess)"
    case .zipf: "loads from 4 KiB pages of Zipf popularity (exponent 0.99, as YCSB's), scattered over the footprint"
    }
  }

  /// The parameters that the workload has beside footprint and accesses.
  public var parameters: Set<WorkloadParameter> {
    switch self {
    case .sequential: [.step]
    case .strided: [.stride]
    case .gups, .zipf: [.seed]
    }
  }
}
