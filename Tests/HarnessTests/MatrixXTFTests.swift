import Harness
import Testing

/// XTF's matrix: every mode without protection keys, and with them for a MAXPHYADDR that all of its bits tell apart.
@Suite struct MatrixXTFTests {
  @Test(arguments: [UInt8(32), 46, 52]) func everyModeWithoutProtectionKeys(_ bits: UInt8) {
    let reports = XTFMatrix.run(MatrixMachine(maxPhysicalAddressBits: bits, hasKeys: false))
    #expect(reports.compactMap(\.difference) == [])
    #expect(reports.count == 6)
  }

  /// XTF makes 880 entries for 4-level paging, and 32 combinations of controls without protection keys.
  @Test func countsAreHalfOfXTFs() {
    let reports = XTFMatrix.run(MatrixMachine(maxPhysicalAddressBits: 46, hasKeys: false))
    let long4 = reports.first { $0.name.hasPrefix("xtf: 4 levels") }
    #expect(long4?.cases == 880 * 32 * 8)
  }
}
