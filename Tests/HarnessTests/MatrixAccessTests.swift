import Harness
import Testing

/// The access matrix against the checksums of its rules, which were computed elsewhere.
@Suite struct MatrixAccessTests {
  /// Faults by error code without protection keys, MAXPHYADDR being 52.
  private static let faults = [
    MatrixCount("00", 122_880), MatrixCount("02", 90_112), MatrixCount("03", 13_696), MatrixCount("04", 122_880),
    MatrixCount("05", 25_600), MatrixCount("06", 90_112), MatrixCount("07", 31_424), MatrixCount("09", 45_056),
    MatrixCount("0b", 30_720), MatrixCount("0d", 45_056), MatrixCount("0f", 30_720), MatrixCount("10", 57_344),
    MatrixCount("11", 14_336), MatrixCount("14", 57_344), MatrixCount("15", 19_968), MatrixCount("19", 16_384),
    MatrixCount("1d", 16_384),
  ]

  @Test func everyCaseWithoutProtectionKeys() {
    let report = AccessMatrix.run(MatrixMachine(hasKeys: false))
    #expect(report.difference == nil)
    #expect(report.cases == 933_888 && report.withoutFault == 103_872)
    #expect(report.faults == Self.faults)
  }

  /// Faults by error code with protection keys.
  private static let faultsWithKeys = [
    MatrixCount("00", 1_228_800), MatrixCount("02", 901_120), MatrixCount("03", 119_776), MatrixCount("04", 1_228_800),
    MatrixCount("05", 256_000), MatrixCount("06", 901_120), MatrixCount("07", 279_872), MatrixCount("09", 450_560),
    MatrixCount("0b", 307_200), MatrixCount("0d", 450_560), MatrixCount("0f", 307_200), MatrixCount("10", 573_440),
    MatrixCount("11", 143_360), MatrixCount("14", 573_440), MatrixCount("15", 199_680), MatrixCount("19", 163_840),
    MatrixCount("1d", 163_840), MatrixCount("21", 29_696), MatrixCount("23", 37_120), MatrixCount("25", 29_696),
    MatrixCount("27", 44_544),
  ]

  @Test func rulesHaveTheirChecksums() {
    let report = AccessMatrix.countRules(MatrixMachine())
    #expect(report.cases == 9_338_880 && report.withoutFault == 949_216)
    #expect(report.faults == Self.faultsWithKeys)
    #expect(
      report.sums == [
        MatrixCount("PTE.A", 1_923_704), MatrixCount("PTE.D", 1_748_720), MatrixCount("PDE.A", 5_927_552),
        MatrixCount("PDE.D", 4_748_544), MatrixCount("PDE.A ignored", 4_194_832),
      ])
  }

  private static let counts: [(UInt8, Bool, Int, Int)] = [
    (36, true, 28_999_680, 2_114_016), (46, true, 19_169_280, 1_531_616), (46, false, 1_916_928, 168_384),
  ]

  @Test(arguments: counts)
  func rulesHaveTheirCounts(_ bits: UInt8, _ hasKeys: Bool, _ cases: Int, _ withoutFault: Int) {
    let report = AccessMatrix.countRules(MatrixMachine(maxPhysicalAddressBits: bits, hasKeys: hasKeys))
    #expect(report.cases == cases && report.withoutFault == withoutFault)
  }

  /// Samples of the larger matrices, which `mmubench verify` runs whole.
  @Test(arguments: [
    MatrixMachine(), MatrixMachine(maxPhysicalAddressBits: 36), MatrixMachine(maxPhysicalAddressBits: 46, levels: 5),
    MatrixMachine(maxPhysicalAddressBits: 40, hasKeys: false, levels: 5),
  ])
  func aSixteenthOfTheRest(_ machine: MatrixMachine) {
    let report = AccessMatrix.run(machine, oneIn: 16)
    #expect(report.difference == nil)
    #expect(report.cases > 50_000 && report.withoutFault > 5000)
  }
}
