import Harness
import Testing

/// The permissions of every format, core against reference: an eighth of what `mmubench verify --matrix permissions` runs.
@Suite struct MatrixPermissionTests {
  @Test func everyFormat() {
    let reports = PermissionMatrix.run(oneIn: 8)
    #expect(reports.compactMap(\.difference) == [])
    #expect(reports.count == 20)
    for report in reports {
      #expect(report.cases > 5000, "\(report.name)")
      #expect(report.cases == report.withoutFault + report.faults.reduce(0) { $0 + $1.count }, "\(report.name)")
    }
  }
}
