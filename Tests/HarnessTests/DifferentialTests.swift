import Harness
import Testing

@Suite struct DifferentialTests {
  @Test(arguments: DifferentialSubject.allCases) func agree(_ subject: DifferentialSubject) {
    let clock = ContinuousClock()
    var report: DifferentialReport?
    let t = clock.measure { report = Verification.run(subject, seed: 1, accesses: 3_000_000) }
    print(t, report!)
    #expect(report?.disagreement == nil)
  }
}
