import Harness
import Testing

@Suite struct ShadowFormatTests {
  @Test(arguments: ShadowCatalog.all.map(\.name)) func everyPolicyShowsTheGuestItsOwnTables(name: String) throws {
    let entry = try #require(ShadowCatalog.all.first { $0.name == name })
    for seed in 1...24 as ClosedRange<UInt64> {
      for report in entry.compare(seed, 1000) {
        #expect(report.disagreement == nil, "seed \(seed)")
        if report.disagreement != nil { return }
      }
    }
  }
}
