/// All differential runs together: what `mmubench verify` does.
public enum Verification {
  /// Compares the core with the reference, the accesses split evenly among the subjects.
  ///
  /// - Parameter progress: told, again and again, how many accesses of a subject have been compared.
  public static func run(
    seed: UInt64, accesses: Int, progress: (DifferentialSubject, Int) -> Void = { _, _ in }
  ) -> VerificationReport {
    var report = VerificationReport(seed: seed)
    let subjects = DifferentialSubject.allCases
    for (position, subject) in subjects.enumerated() {
      let share = accesses * (position + 1) / subjects.count - accesses * position / subjects.count
      report.reports.append(run(subject, seed: seed, accesses: share) { progress(subject, $0) })
    }
    return report
  }

  /// Compares one subject.
  public static func run(
    _ subject: DifferentialSubject, seed: UInt64, accesses: Int, progress: (Int) -> Void = { _ in }
  ) -> DifferentialReport {
    switch subject {
    case .walk: DifferentialWalk.run(seed: seed, accesses: accesses, progress: progress)
    case .mmu: DifferentialMMU.run(seed: seed, accesses: accesses, progress: progress)
    case .tlb: DifferentialTLB.run(seed: seed, accesses: accesses, progress: progress)
    case .hierarchy: DifferentialHierarchy.run(seed: seed, accesses: accesses, progress: progress)
    }
  }
}
