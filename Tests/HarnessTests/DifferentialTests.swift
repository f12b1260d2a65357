import Harness
import MMUCore
import Testing

/// Core and reference on the same random work: nine million accesses to the MMU and TLB models, and random walks of
/// every format.
@Suite struct DifferentialTests {
  private static let seed: UInt64 = 0x5EED_0001
  private static let comparisons = Verification.comparisons.map(\.subject.name)
  private static let formats = FormatCatalog.all.map(\.name)

  private static func run(_ name: String, seed: UInt64, accesses: Int) throws -> DifferentialReport {
    try #require(Verification.comparisons.first { $0.subject.name == name }).run(seed, accesses) { _ in }
  }

  @Test(arguments: formats) func everyFormatAgreesWithItsReference(_ format: String) throws {
    let report = try Self.run("walk/\(format)", seed: Self.seed, accesses: 250_000)
    #expect(report.disagreement == nil, "seed \(Self.seed)")
    #expect(report.accesses == 250_000 && report.changes > 100)
    for reason in Self.reasons(of: format) { #expect(report.faults[reason, default: 0] > 300, "\(reason)") }
    #expect(report.translated > 20_000)
    #expect(report.translated + report.faults.values.reduce(0, +) == report.accesses)
  }

  /// What was compared must be worth comparing: the faults that a format has.
  private static func reasons(of format: String) -> [PageFault.Reason] {
    let common: [PageFault.Reason] = [.notPresent, .protection, .nonCanonical, .tableOutsideMemory]
    if format.hasPrefix("arm") { return common + [.accessFlag, .addressSize] }
    if format.hasPrefix("riscv") { return common + [.reservedBit, .accessFlag, .dirtyFlag] }
    return common + [.reservedBit] + (format.hasPrefix("x86-long") ? [.protectionKey] : [])
  }

  /// Pairs of a first and a second stage: guest faults, and faults of the second stage for each cause.
  @Test(arguments: comparisons.filter { $0.hasPrefix("walk-nested/") })
  func everyPairAgreesWithItsReference(_ name: String) throws {
    let report = try Self.run(name, seed: Self.seed, accesses: 200_000)
    #expect(report.disagreement == nil, "seed \(Self.seed)")
    #expect(report.accesses == 200_000 && report.translated > 500)
    for cause in [SecondStageFault.Cause.tableRead, .access] {
      #expect(report.hostFaults[cause, default: 0] > 100, "\(cause)")
    }
  }

  @Test(arguments: comparisons.filter { $0.hasPrefix("tlb/mips") })
  func everyManagedTLBAgreesWithItsReference(_ name: String) throws {
    let report = try Self.run(name, seed: Self.seed, accesses: 500_000)
    #expect(report.disagreement == nil, "seed \(Self.seed)")
    #expect(report.translated > 20_000)
    for reason in [PageFault.Reason.notPresent, .nonCanonical, .protection] {
      #expect(report.faults[reason, default: 0] > 5000, "\(reason)")
    }
  }

  @Test(arguments: ["mmu", "tlb", "hierarchy"]) func coreAndReferenceAgree(_ name: String) throws {
    let report = try Self.run(name, seed: Self.seed, accesses: 3_000_000)
    #expect(report.disagreement == nil, "seed \(Self.seed)")
    #expect(report.accesses == 3_000_000 && report.changes > 100)
    if name == "mmu" {
      #expect(report.hits > 300_000 && report.translated > 500_000)
      for reason in [PageFault.Reason.notPresent, .reservedBit, .protection, .nonCanonical, .tableOutsideMemory] {
        #expect(report.faults[reason, default: 0] > 20_000, "\(reason)")
      }
    } else {
      #expect(report.hits > 1_000_000 && report.accesses - report.hits > 100_000)
    }
  }

  @Test(arguments: comparisons) func aSeedRepeatsItsRun(_ name: String) throws {
    let first = try Self.run(name, seed: 77, accesses: 20_000)
    #expect(try Self.run(name, seed: 77, accesses: 20_000) == first)
    #expect(try Self.run(name, seed: 78, accesses: 20_000) != first)
  }

  /// Whatever bytes a guest leaves in its tables, a walk ends with an outcome, and the reference's is the same.
  @Test(arguments: formats) func tablesOfRandomBytesEndInOutcomes(_ format: String) throws {
    let entry = try #require(FormatCatalog.all.first { $0.name == format })
    let report = entry.fuzz(Self.seed, 1_000_000)
    #expect(report.disagreement == nil, "seed \(Self.seed)")
    #expect(report.accesses == 1_000_000 && report.translated > 0)
  }
}
