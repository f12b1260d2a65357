import MMUCore

/// What the oracle compared, what it could not compare, and where KVM, core and reference were apart.
public struct KVMReport: Equatable, Sendable {
  /// Repeats the run.
  public let seed: UInt64
  /// What was compared, by format.
  public internal(set) var counts: [String: KVMCounts] = [:]
  /// What this machine's KVM does not offer.
  public internal(set) var notCovered: [String] = []
  /// The cases found different, at most ``maximumDifferences``.
  public internal(set) var differences: [KVMDifference] = []

  /// A run ends when so many cases were different.
  public static let maximumDifferences = 100

  init(seed: UInt64) { self.seed = seed }

  /// All cases.
  public var caseCount: Int { counts.values.reduce(0) { $0 + $1.cases } }

  /// Whether a run need not go on.
  var isFull: Bool { differences.count >= Self.maximumDifferences }

  /// Notes once that something was not covered.
  mutating func leaveOut(_ text: String) {
    if !notCovered.contains(text) { notCovered.append(text) }
  }
}
