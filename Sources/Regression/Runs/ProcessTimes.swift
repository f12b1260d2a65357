/// The repetitions that one process ran of one benchmark. Processes are the unit of replication: what a process's memory layout
/// does to a time, it does to all its repetitions.
public struct ProcessTimes: Equatable, Sendable, Codable {
  /// CPU nanoseconds of one operation, one element a repetition; never empty.
  public var samples: [Double]

  /// The times of a process's repetitions.
  public init(_ samples: [Double]) { self.samples = samples }

  /// The lowest: noise only ever adds.
  public var least: Double { samples.min() ?? .nan }
}
