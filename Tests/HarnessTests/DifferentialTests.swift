import Harness
import MMUCore
import Testing

/// Core and reference on the same random work: twelve million accesses in all.
@Suite struct DifferentialTests {
  private static let seed: UInt64 = 0x5EED_0001
  private static let accesses = 3_000_000

  @Test(arguments: DifferentialSubject.allCases) func coreAndReferenceAgree(_ subject: DifferentialSubject) {
    let report = Verification.run(subject, seed: Self.seed, accesses: Self.accesses)
    #expect(report.disagreement == nil, "seed \(Self.seed)")
    #expect(report.accesses == Self.accesses)
    expectCoverage(report)
  }

  /// What was compared must be worth comparing.
  private func expectCoverage(_ report: DifferentialReport) {
    switch report.subject {
    case .walk, .mmu:
      let reasons: [PageFault.Reason] = [
        .notPresent, .reservedBit, .protection, .nonCanonical, .tableOutsideMemory,
      ]
      for reason in reasons { #expect(report.faults[reason, default: 0] > 20_000, "\(reason)") }
      #expect(report.translated > 500_000)
      #expect(report.translated + report.faults.values.reduce(0, +) == report.accesses)
      if report.subject == .mmu { #expect(report.hits > 300_000) }
    case .tlb, .hierarchy:
      #expect(report.hits > 1_000_000 && report.accesses - report.hits > 100_000)
    }
    #expect(report.changes > 100)
  }

  @Test(arguments: DifferentialSubject.allCases) func aSeedRepeatsItsRun(_ subject: DifferentialSubject) {
    let first = Verification.run(subject, seed: 77, accesses: 50_000)
    #expect(Verification.run(subject, seed: 77, accesses: 50_000) == first)
    #expect(Verification.run(subject, seed: 78, accesses: 50_000) != first)
  }
}
