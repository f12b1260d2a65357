import MMUCore
import Testing

/// A policy with one mistake.
enum Defective<Base: SyncPolicy>: SyncPolicy {
  static var name: StaticString { Base.name }
  static var protectsTables: Bool { Base.protectsTables }
  static var allowsUnsync: Bool { Base.allowsUnsync }
  static var keepsSnapshots: Bool { Base.keepsSnapshots }
  static func hasDefect(_ defect: ShadowDefect) -> Bool { PlantedDefect.current == defect }
}

/// The mistake that ``Defective`` policies make. Only the tests of one serialized suite set it.
enum PlantedDefect {
  nonisolated(unsafe) static var current: ShadowDefect?
}

/// Every mistake that can be planted is found by a regression test: what passes with it proves nothing.
@Suite(.serialized) struct ShadowMutationTests {
  static let policies: [any SyncPolicy.Type] = [
    Defective<WriteProtectSync>.self, Defective<UnsyncPolicy>.self, Defective<SnapshotSync>.self,
    Defective<VTLBPolicy>.self,
  ]

  static let defects = (0...UInt8.max).compactMap { ShadowDefect(rawValue: $0) }

  /// The first scenario that finds a mistake, with the policy under which it does.
  static func finder(of defect: ShadowDefect?) -> String? {
    PlantedDefect.current = defect
    defer { PlantedDefect.current = nil }
    // The slowest is of no use here: what it breaks is broken with less.
    for scenario in ShadowScenario.allCases where scenario != .manyReferences {
      for policy in policies {
        do { try scenario.play(policy) } catch { return "\(scenario), \(policy.name): \(error)" }
      }
    }
    return nil
  }

  @Test func withoutAMistakeNothingIsFound() { #expect(Self.finder(of: nil) == nil) }

  @Test func everyMistakeIsFound() {
    var found = 0
    for defect in Self.defects {
      let finder = Self.finder(of: defect)
      found += finder == nil ? 0 : 1
      print("shadow mutation: \(defect): \(finder ?? "not found")")
      #expect(finder != nil, "\(defect) passes")
    }
    print("shadow mutation score: \(found) of \(Self.defects.count)")
  }
}
