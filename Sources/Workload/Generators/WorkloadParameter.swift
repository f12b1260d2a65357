/// A parameter that some workloads have and others have not.
public enum WorkloadParameter: String, CaseIterable, Sendable {
  /// The distance of a sequential sweep's accesses, in bytes.
  case step
  /// The distance of a strided sweep's accesses, in pages.
  case stride
  /// The seed of the random numbers.
  case seed
}
