import MMUCore

/// What a differential run compared, and where it first found core and reference apart.
public struct DifferentialReport: Equatable, Sendable {
  /// What was compared.
  public let subject: DifferentialSubject
  /// Repeats the run.
  public let seed: UInt64
  /// How many accesses both answered.
  public internal(set) var accesses = 0
  /// How many of them a TLB answered.
  public internal(set) var hits = 0
  /// How many of them went to a page, by a TLB or by a walk.
  public internal(set) var translated = 0
  /// How many of them faulted, by reason.
  public internal(set) var faults: [PageFault.Reason: Int] = [:]
  /// How many of the faults were a second stage's, by cause.
  public internal(set) var hostFaults: [SecondStageFault.Cause: Int] = [:]
  /// Operations between the accesses that change state: edits of page tables, invalidations, switches.
  public internal(set) var changes = 0
  /// The first disagreement, with what replays it; `nil` when there was none.
  public internal(set) var disagreement: String?

  init(subject: DifferentialSubject, seed: UInt64) {
    self.subject = subject
    self.seed = seed
  }

  /// Adds what an epoch of the run compared.
  mutating func add(_ epoch: DifferentialReport) {
    accesses += epoch.accesses
    hits += epoch.hits
    translated += epoch.translated
    changes += epoch.changes
    faults.merge(epoch.faults, uniquingKeysWith: +)
    hostFaults.merge(epoch.hostFaults, uniquingKeysWith: +)
    disagreement = disagreement ?? epoch.disagreement
  }

  /// Counts the outcome of one access.
  mutating func count<Space: AddressSpace>(_ outcome: WalkOutcome<Space>) {
    accesses += 1
    switch outcome {
    case .mapped: translated += 1
    case .fault(let fault): faults[fault.reason, default: 0] += 1
    }
  }

  /// Counts the outcome of one two-dimensional access.
  mutating func count(_ outcome: NestedWalkOutcome) {
    accesses += 1
    switch outcome {
    case .mapped: translated += 1
    case .guestFault(let fault): faults[fault.reason, default: 0] += 1
    case .hostFault(let fault):
      faults[fault.fault.reason, default: 0] += 1
      hostFaults[fault.cause, default: 0] += 1
    }
  }

  /// Keeps the first disagreement, with the seed of its epoch.
  mutating func disagree(_ text: String) {
    guard disagreement == nil else { return }
    disagreement = "\(subject), epoch seed \(seed), access \(accesses): \(text)"
  }
}
