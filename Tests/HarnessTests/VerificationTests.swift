import Harness
import Testing

@Suite struct VerificationTests {
  @Test func accessesAreSplitAmongTheSubjects() {
    var told: [DifferentialSubject: Int] = [:]
    let report = Verification.run(seed: 3, accesses: 100_001) { told[$0] = $1 }
    #expect(report.disagreement == nil)
    #expect(report.accesses == 100_001 && report.seed == 3)
    #expect(report.reports.map(\.subject) == Verification.comparisons.map(\.subject))
    for part in report.reports { #expect(told[part.subject] == part.accesses) }
  }

  @Test func nothingToCompareIsNoDisagreement() {
    let report = Verification.run(seed: 3, accesses: 0)
    #expect(report.accesses == 0 && report.disagreement == nil)
  }
}
