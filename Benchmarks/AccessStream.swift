/// The address streams that the TLB simulation is timed on.
enum AccessStream: String, CaseIterable {
  /// Real data references of GCC's compiler proper.
  case compiler
  /// A sweep in 8-byte steps.
  case sequential
  /// Zipf(0.99) over 2²⁰ pages.
  case zipf
  /// Uniform over 4096 pages.
  case uniform

  /// Whether its page tables and the TLBs that it goes through stay in a second-level cache.
  var isResident: Bool { self != .zipf }
}
