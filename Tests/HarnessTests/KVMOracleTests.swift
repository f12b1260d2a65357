import Foundation
import Harness
import MMUCore
import MMUReference
import Testing
import Workload

/// The core and the reference against what KVM's guest sees.
@Suite(.serialized) struct KVMOracleTests {
  private static let seed: UInt64 = 0x5EED_0002
  private static let cases = 24_000

  /// Runs a test's body where a machine can be made, and says that it did not where not.
  private func withKVM(_ body: () throws -> Void) throws {
    do {
      try body()
    } catch let failure as KVMFailure where failure.isAbsence {
      print(failure.skipText)
    }
  }

  @Test func coreAndReferenceAgreeWithKVM() throws {
    try withKVM {
      let report = try KVMOracle.run(seed: Self.seed, cases: Self.cases, corpusFolder: ".build/corpus")
      for difference in report.differences { Issue.record("seed \(Self.seed): \(difference)") }
      print("KVM: \(report.caseCount) cases; not covered: \(report.notCovered.joined(separator: ", "))")
      guard !report.notCovered.contains("mode long4") else { return }
      #expect(report.caseCount == Self.cases)
      expectCoverage(try #require(report.counts["x86-long4"]))
    }
  }

  /// What was compared must be worth comparing.
  private func expectCoverage(_ counts: KVMCounts) {
    for reason: PageFault.Reason in [.notPresent, .protection, .nonCanonical, .reservedBit, .tableOutsideMemory] {
      #expect(counts.faults[reason, default: 0] * 300 > counts.cases, "\(reason)")
    }
    #expect(counts.translated * 6 > counts.cases && counts.devices * 50 > counts.cases)
    #expect(counts.marking * 6 > counts.cases && counts.translations * 12 > counts.cases)
    #expect(counts.translated + counts.devices + counts.faultCount == counts.cases)
  }

  @Test func aSeedRepeatsItsRun() throws {
    try withKVM {
      let first = try KVMOracle.run(seed: 77, cases: 1000)
      #expect(try KVMOracle.run(seed: 77, cases: 1000) == first)
      #expect(try KVMOracle.run(seed: 78, cases: 1000) != first)
    }
  }

  private static let distortions: [@Sendable (X86Configuration) -> X86Configuration] = [
    { flipping($0, .writeProtect) }, { flipping($0, .noExecute) },
    {
      var wrong = $0
      wrong.maxPhysicalAddressBits -= 1
      return wrong
    },
    {
      var wrong = $0
      wrong.has1GiBPages.toggle()
      return wrong
    },
  ]

  private static func flipping(
    _ configuration: X86Configuration, _ control: X86Controls
  ) -> X86Configuration {
    var wrong = configuration
    wrong.controls = X86Controls(rawValue: configuration.controls.rawValue ^ control.rawValue)
    return wrong
  }

  @Test(arguments: distortions.indices) func aWrongCoreIsFoundAndReplayed(_ number: Int) throws {
    try withKVM {
      let folder = NSTemporaryDirectory() + "kvm-corpus-\(UUID().uuidString)"
      defer { try? FileManager.default.removeItem(atPath: folder) }
      let report = try KVMOracle.run(
        seed: 1, cases: 4000, corpusFolder: folder, distortion: Self.distortions[number])
      guard !report.notCovered.contains("mode long4") else { return }
      let found = try #require(report.differences.first)
      #expect(!report.differences.contains { $0.file == nil })
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == report.differences.count)

      let text = try String(contentsOfFile: #require(found.file), encoding: .utf8)
      let again = try KVMReplay.run(text: text, distortion: Self.distortions[number])
      #expect(again == found.comparison)
      let right = try KVMReplay.run(text: text)
      #expect(right.difference == nil && right.asked == found.comparison.asked)
    }
  }

  /// What was once found different, and has been mended or explained: `docs/SPEC_MAP.md`.
  @Test func keptCasesAgree() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../Corpus")
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    #expect(!files.isEmpty)
    try withKVM {
      for file in files where file.lastPathComponent.hasPrefix("kvm-") {
        let again = try KVMReplay.run(text: String(contentsOf: file, encoding: .utf8))
        #expect(again.difference == nil, "\(file.lastPathComponent)")
      }
    }
  }

  @Test func aCorpusFileReadsBack() throws {
    var configuration = X86Configuration(controls: .writeProtect)
    configuration.maxPhysicalAddressBits = 40
    configuration.keys = X86ProtectionKeys(pkru: 0xFFFF_0000, pkrs: 0x14)
    configuration.hasPSE36 = false
    let asked = KVMCase(
      configuration: configuration, root: GPA(0x1000), gva: GVA(0xFFFF_8000_0000_0008),
      access: GuestAccess(.store, .supervisor, overridesSMAP: true))
    let buffer = try #require(MappedBuffer(byteCount: KVMLong4.tableFrameCount * 4096))
    let memory = GuestMemory(buffer.bytes)
    memory.store(0x8000_0000_0000_2007, at: GPA(0x1800))
    let corpus = KVMCorpus(format: KVMLong4.self, asked: asked, memory: memory)
    #expect(try KVMCorpus(text: corpus.text(remarks: ["a remark"])) == corpus)
    #expect(corpus.words == [CorpusWord(address: GPA(0x1800), value: 0x8000_0000_0000_2007)])
  }

  @Test(arguments: ["", "another file\n", "mmubench kvm case 1\nformat\n", "mmubench kvm case 1\nformat x86-long4\n"])
  func aDamagedCorpusFileIsRefused(_ text: String) {
    #expect(throws: CorpusFailure.self) { try KVMCorpus(text: text) }
  }
}
