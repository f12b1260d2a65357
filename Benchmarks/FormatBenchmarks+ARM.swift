import CLimits
import MMUCore
import MMUReference
import Workload

extension FormatBenchmarks {
  private static var controls: ARMControls { .hardwareAccessFlag }
  private static var address: (mask: UInt64, shift: Int32) { (0x0000_FFFF_FFFF_F000, 0) }

  static var arm: [Benchmark] {
    arm4K.benchmarks + arm16K.benchmarks + arm64K.benchmarks + second4K.benchmarks + second16K.benchmarks
      + second64K.benchmarks
  }

  private static var arm4K: Subject<ARMStage1Encoding<ARMGranule4K>> {
    Subject(
      name: "arm-4k", rules: ARMRules(stage1: ARMGranule4K.self, controls: controls), address: address,
      walk: { ChainEntryPoints.walk($0, mask: $1, after: $2, $3, count: $4) }, check: differenceOfStage1,
      limit: { fixture in
        var tables = fixture.limitTables { combination in
          (combination & 1) << 7 | (combination & 2) << 5 | (combination & 4) << 52 | (combination & 8) << 50 | 1 << 10
        }
        tables.hierarchical = ~0
        tables.settable = 1 << 10
        let roots = [fixture.walker.root.lower.rawValue, fixture.walker.root.upper.rawValue]
        return { position, count in limit_walk_arm(&tables, roots, fixture.mask, position, count) }
      })
  }

  private static var arm16K: Subject<ARMStage1Encoding<ARMGranule16K>> {
    Subject(
      name: "arm-16k", rules: ARMRules(stage1: ARMGranule16K.self, controls: controls), address: address,
      walk: { ChainEntryPoints.walk($0, mask: $1, after: $2, $3, count: $4) }, check: differenceOfStage1)
  }

  private static var arm64K: Subject<ARMStage1Encoding<ARMGranule64K>> {
    Subject(
      name: "arm-64k", rules: ARMRules(stage1: ARMGranule64K.self, controls: controls), address: address,
      walk: { ChainEntryPoints.walk($0, mask: $1, after: $2, $3, count: $4) }, check: differenceOfStage1)
  }

  private static var second4K: Subject<ARMStage2Encoding<ARMGranule4K>> {
    Subject(
      name: "arm-s2-4k", rules: ARMRules(stage2: ARMGranule4K.self, controls: controls), address: address,
      walk: { ChainEntryPoints.walk($0, mask: $1, after: $2, $3, count: $4) }, check: differenceOfStage2)
  }

  private static var second16K: Subject<ARMStage2Encoding<ARMGranule16K>> {
    Subject(
      name: "arm-s2-16k", rules: ARMRules(stage2: ARMGranule16K.self, controls: controls), address: address,
      walk: { ChainEntryPoints.walk($0, mask: $1, after: $2, $3, count: $4) }, check: differenceOfStage2)
  }

  private static var second64K: Subject<ARMStage2Encoding<ARMGranule64K>> {
    Subject(
      name: "arm-s2-64k", rules: ARMRules(stage2: ARMGranule64K.self, controls: controls), address: address,
      walk: { ChainEntryPoints.walk($0, mask: $1, after: $2, $3, count: $4) }, check: differenceOfStage2)
  }

  private static func differenceOfStage1<Granule: ARMGranule>(
    _ fixture: FormatFixture<ARMStage1Encoding<Granule>>
  ) -> String? {
    fixture.firstMismatch {
      ReferenceARMStage1(
        memory: $0, ttbr0: fixture.walker.root.lower, ttbr1: fixture.walker.root.upper, granule: Granule.pageSize,
        inputBits: 48, outputBits: 48, controls: controls)
    }
  }

  private static func differenceOfStage2<Granule: ARMGranule>(
    _ fixture: FormatFixture<ARMStage2Encoding<Granule>>
  ) -> String? {
    let level = ARMStage2<Granule>.rootLevel(fixture.walker.rules)
    return fixture.firstMismatch {
      ReferenceARMStage2(
        memory: $0, root: fixture.walker.root, granule: Granule.pageSize, inputBits: 48, outputBits: 48,
        startLevelARM: 4 - Int(level.rawValue), controls: controls)
    }
  }
}
