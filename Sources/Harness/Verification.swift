/// All differential runs together: what `mmubench verify` does.
public enum Verification {
  /// One comparison.
  public struct Comparison: Sendable {
    /// What it compares.
    public let subject: DifferentialSubject
    /// Compares so many accesses drawn from a seed, and tells, again and again, how many it has compared.
    public let run: @Sendable (_ seed: UInt64, _ accesses: Int, _ progress: (Int) -> Void) -> DifferentialReport
  }

  /// All comparisons: walks of every format and of every pair of stages, then the MMU, then the TLB models.
  public static let comparisons: [Comparison] =
    FormatCatalog.all.map { Comparison(subject: .walk($0.name), run: $0.compare) } + NestedCatalog.comparisons + [
      Comparison(subject: .managedTLB(MIPSR3000Subject.name)) {
        DifferentialMIPS<MIPSR3000Subject>.run(seed: $0, accesses: $1, progress: $2)
      },
      Comparison(subject: .managedTLB(MIPSR4000Subject.name)) {
        DifferentialMIPS<MIPSR4000Subject>.run(seed: $0, accesses: $1, progress: $2)
      },
      Comparison(subject: .mmu) { DifferentialMMU.run(seed: $0, accesses: $1, progress: $2) },
      Comparison(subject: .tlb) { DifferentialTLB.run(seed: $0, accesses: $1, progress: $2) },
      Comparison(subject: .hierarchy) { DifferentialHierarchy.run(seed: $0, accesses: $1, progress: $2) },
    ]

  /// Compares the core with the reference, the accesses split evenly among the comparisons.
  ///
  /// - Parameter progress: told, again and again, how many accesses of a subject have been compared.
  public static func run(
    seed: UInt64, accesses: Int, progress: (DifferentialSubject, Int) -> Void = { _, _ in }
  ) -> VerificationReport {
    var report = VerificationReport(seed: seed)
    for (position, comparison) in comparisons.enumerated() {
      let share = accesses * (position + 1) / comparisons.count - accesses * position / comparisons.count
      report.reports.append(comparison.run(seed, share) { progress(comparison.subject, $0) })
    }
    return report
  }
}
