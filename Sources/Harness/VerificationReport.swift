/// What ``Verification`` compared.
public struct VerificationReport: Equatable, Sendable {
  /// Repeats the whole verification.
  public let seed: UInt64
  /// One report a subject that was reached.
  public internal(set) var reports: [DifferentialReport] = []

  init(seed: UInt64) { self.seed = seed }

  /// How many accesses core and reference both answered.
  public var accesses: Int { reports.reduce(0) { $0 + $1.accesses } }

  /// The first disagreement, or `nil` when core and reference agree.
  public var disagreement: String? { reports.lazy.compactMap(\.disagreement).first }
}
