import MMUCore

/// What the oracle compared, what it could not compare, and where KVM, core and reference were apart.
public struct KVMReport: Equatable, Sendable {
  /// Repeats the run.
  public let seed: UInt64
  /// How many accesses all three answered, by format.
  public internal(set) var cases: [String: Int] = [:]
  /// How many went to memory.
  public internal(set) var translated = 0
  /// How many went to an address without memory.
  public internal(set) var devices = 0
  /// How many faulted, by reason.
  public internal(set) var faults: [PageFault.Reason: Int] = [:]
  /// How many set an accessed or dirty bit.
  public internal(set) var marking = 0
  /// How many of the faults left accessed bits clear in KVM: see ``KVMComparison/withheldAccessedBits``.
  public internal(set) var withheldAccessedBits = 0
  /// How many addresses `KVM_TRANSLATE` was asked for.
  public internal(set) var translations = 0
  /// What this machine's KVM does not offer.
  public internal(set) var notCovered: [String] = []
  /// The cases found different, at most ``maximumDifferences``.
  public internal(set) var differences: [KVMDifference] = []

  /// A run ends when so many cases were different.
  public static let maximumDifferences = 100

  init(seed: UInt64) { self.seed = seed }

  /// All cases.
  public var caseCount: Int { cases.values.reduce(0, +) }

  /// Whether a run need not go on.
  var isFull: Bool { differences.count >= Self.maximumDifferences }

  /// Counts one access that the core answered so.
  mutating func count(_ format: String, _ outcome: WalkOutcome<GuestPhysical>, reachesMemory: Bool) {
    cases[format, default: 0] += 1
    switch outcome {
    case .fault(let fault): faults[fault.reason, default: 0] += 1
    case .mapped: if reachesMemory { translated += 1 } else { devices += 1 }
    }
  }

  /// Notes once that something was not covered.
  mutating func leaveOut(_ text: String) {
    if !notCovered.contains(text) { notCovered.append(text) }
  }
}
