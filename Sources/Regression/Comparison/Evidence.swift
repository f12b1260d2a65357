/// What a finding rests on.
public enum Evidence: Equatable, Hashable, Sendable, Codable {
  /// An exact counter, by its name; callgrind's is `instructions`.
  case counter(String)
  /// Allocations in timed code.
  case allocations
  /// The digest of a profile's counters.
  case digest
  /// CPU time.
  case time
  /// Whether both sides have the benchmark.
  case presence
  /// What the benchmark is on each side: threads, limit, units.
  case configuration
  /// Whether it ran at all.
  case failure
}
