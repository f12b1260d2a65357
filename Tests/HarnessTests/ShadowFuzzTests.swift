import Foundation
import Harness
import MMUCore
import Testing

@Suite struct ShadowFuzzTests {
  /// Steps of `make test`, over all policies and guests.
  static let steps = 2_000_000
  static let seed: UInt64 = 20_261_122

  @Test func theGuestCannotTellShadowPagingFromNative() {
    for report in ShadowCampaign(seed: Self.seed).run(steps: Self.steps) {
      #expect(
        report.finding == nil,
        """
        \(report.policy), \(report.guest.rawValue), seed \(Self.seed): \(report.finding?.complaint ?? "")
        \(report.finding?.script.text() ?? "")
        """)
      #expect(report.steps > 0)
      // Shadow tables served, and did what their policy is for.
      #expect(report.memoryAccesses > 0)
      #expect((report.policy == "vtlb" ? report.staleAnswers : report.trappedStores) > 0)
    }
  }

  /// What was found once is not found again.
  static let corpus: [URL] = {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../Corpus")
    let files = try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    return (files ?? []).filter { $0.lastPathComponent.hasPrefix("shadow-") }.sorted { $0.path < $1.path }
  }()

  @Test func theCorpusIsThere() { #expect(Self.corpus.count >= 5) }

  /// Each script under every policy: what one got wrong another may.
  @Test(arguments: corpus) func aFindingOfOldIsRight(_ file: URL) throws {
    let text = try String(contentsOf: file, encoding: .utf8)
    var script = try ShadowScript(text: text)
    for policy in ShadowPolicies.names {
      script.policy = policy
      let complaint = try ShadowFuzz.replay(text: script.text())
      #expect(complaint == nil, "\(file.lastPathComponent) under \(policy)")
    }
  }

  @Test func aScriptReadsBack() throws {
    let events = [
      ShadowEvent(.poke, 0x1000, 8, 0x2007), ShadowEvent(.takeDirty, on: 1, 7), ShadowEvent(.root, .max, 1, 2),
    ]
    let script = ShadowScript(policy: "unsync", settings: ShadowSettings(guest: .sv39OnX86), events: events)
    #expect(try ShadowScript(text: script.text(remarks: ["a remark"])) == script)
  }

  @Test(arguments: [
    "", "mmubench kvm case 1\n", "mmubench shadow case 1\npolicy unsync\n",
    "mmubench shadow case 1\nevent dance 0 0x0 0x0 0x0\n", "mmubench shadow case 1\nevent access 0 0x0\n",
  ])
  func aDamagedScriptIsRefused(_ text: String) {
    #expect(throws: CorpusFailure.self) { try ShadowScript(text: text) }
  }

  /// Every sequence of four of the twelve events, 20 736 under each policy.
  @Test func everythingThatCanHappenToAToyIsRight() {
    func explore<Policy: SyncPolicy>(_ policy: Policy.Type) {
      let (sequences, finding) = ShadowToy.explore(policy: policy, depth: 4)
      #expect(finding == nil, "\(finding.map { "\($0.complaint)\n\($0.script.text())" } ?? "")")
      #expect(sequences == 20_736)
    }
    explore(WriteProtectSync.self)
    explore(UnsyncPolicy.self)
    explore(SnapshotSync.self)
    explore(VTLBPolicy.self)
  }

  /// A mistake that is planted is found, and shrunk to a script that shows it and nothing without the mistake.
  @Test func aPlantedMistakeIsFoundAndShrunk() throws {
    let report = ShadowFuzz.run(policy: ForgetsInvalidations.self, guest: .sv39, steps: 200_000, seed: 1)
    let finding = try #require(report.finding)
    #expect(finding.script.events.count < 60)
    #expect(ShadowFuzz.replay(finding.script, policy: ForgetsInvalidations.self) == finding.complaint)
    #expect(ShadowFuzz.replay(finding.script, policy: VTLBPolicy.self) == nil)
  }

  /// ``VTLBPolicy`` with ``ShadowDefect/skipsInvalidation``.
  enum ForgetsInvalidations: SyncPolicy {
    static var name: StaticString { "forgets-invalidations" }
    static var protectsTables: Bool { false }
    static var allowsUnsync: Bool { false }
    static var keepsSnapshots: Bool { false }
    static func hasDefect(_ defect: ShadowDefect) -> Bool { defect == .skipsInvalidation }
  }
}
