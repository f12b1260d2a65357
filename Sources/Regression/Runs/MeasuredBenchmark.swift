/// What one side says of one benchmark, or of one profile, which has counters and no times.
public struct MeasuredBenchmark: Equatable, Sendable {
  /// The name: `walk/x86-long4/hot/4k`, `BM_copy/64`, `profile/zipf/skylake`.
  public var name: String
  /// How many threads ran it at once.
  public var threads: Int
  /// The benchmark that bounds it.
  public var limit: String?
  /// What one operation is; empty where the file does not say.
  public var summary: String
  /// The times, one element a process.
  public var processes: [ProcessTimes]
  /// What operations do, counted exactly.
  public var counters: [ExactCounter]
  /// Allocations in all timed code; `nil` where nobody counted.
  public var allocations: Int64?
  /// The digest of all counters of a profile.
  public var digest: String?
  /// Why there are no times.
  public var failure: String?
  /// Why it chose not to run, which is no failure.
  public var skipReason: String?

  /// A benchmark without results yet.
  public init(_ name: String, threads: Int = 1, limit: String? = nil, summary: String = "") {
    self.name = name
    self.threads = threads
    self.limit = limit
    self.summary = summary
    processes = []
    counters = []
  }
}
