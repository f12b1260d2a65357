import CLimits
import MMUCore
import Workload

extension NestedBenchmarks {
  private static var longRules: X86Rules { X86Rules(controls: WalkFixture.configuration.controls) }
  private static var paeRules: X86Rules { X86PAE.rules(controls: WalkFixture.configuration.controls) }
  private static var legacyRules: X86Legacy32.Rules { X86Legacy32.Rules(controls: WalkFixture.configuration.controls) }
  private static var nptRules: X86Rules { NPT.rules(controls: WalkFixture.configuration.controls) }
  private static var eptRules: EPT.Rules { EPT.Rules(controls: .accessedDirty | .mib2Pages | .gib1Pages) }
  private static var riscvRules: RISCVRules { RISCVRules(controls: .hardwareAccessedDirty) }
  private static var riscvSecondRules: RISCVRules { RISCVRules(secondStage: .hardwareAccessedDirty) }

  private static func armRules<Granule: ARMGranule>(_ granule: Granule.Type) -> ARMRules {
    ARMRules(stage1: granule, controls: .hardwareAccessFlag)
  }

  private static func armSecondRules<Granule: ARMGranule>(_ granule: Granule.Type) -> ARMRules {
    ARMRules(stage2: granule, controls: .hardwareAccessFlag)
  }

  /// Every x86 format on Intel's and on AMD's second stage.
  static var x86: [[Benchmark]] {
    [
      pair(
        "x86-long4", X86Long4Encoding.self, longRules, on: "ept", EPTEncoding.self, eptRules, limit: longOnEPT,
        walk: { ChainEntryPoints.walk($0, mask: $1, after: $2, $3, count: $4) }),
      pair(
        "x86-long5", X86Long5Encoding.self, longRules, on: "ept", EPTEncoding.self, eptRules,
        walk: { ChainEntryPoints.walk($0, mask: $1, after: $2, $3, count: $4) }),
      pair(
        "x86-pae", X86PAEEncoding.self, paeRules, on: "ept", EPTEncoding.self, eptRules,
        walk: { ChainEntryPoints.walk($0, mask: $1, after: $2, $3, count: $4) }),
      pair(
        "x86-legacy32", X86Legacy32Encoding.self, legacyRules, on: "ept", EPTEncoding.self, eptRules,
        walk: { ChainEntryPoints.walk($0, mask: $1, after: $2, $3, count: $4) }),
      pair(
        "x86-long4", X86Long4Encoding.self, longRules, on: "npt", NPTEncoding.self, nptRules,
        walk: { ChainEntryPoints.walk($0, mask: $1, after: $2, $3, count: $4) }),
      pair(
        "x86-long5", X86Long5Encoding.self, longRules, on: "npt", NPTEncoding.self, nptRules,
        walk: { ChainEntryPoints.walk($0, mask: $1, after: $2, $3, count: $4) }),
      pair(
        "x86-pae", X86PAEEncoding.self, paeRules, on: "npt", NPTEncoding.self, nptRules,
        walk: { ChainEntryPoints.walk($0, mask: $1, after: $2, $3, count: $4) }),
      pair(
        "x86-legacy32", X86Legacy32Encoding.self, legacyRules, on: "npt", NPTEncoding.self, nptRules,
        walk: { ChainEntryPoints.walk($0, mask: $1, after: $2, $3, count: $4) }),
    ]
  }

  /// Each first stage on the second stage that resembles it, and Sv39 on Sv48x4.
  static var riscv: [[Benchmark]] {
    [
      pair(
        "riscv-sv32", RISCVEncoding<RISCVSv32>.self, riscvRules, on: "riscv-sv32x4", RISCVEncoding<RISCVSv32x4>.self,
        riscvSecondRules,
        walk: { ChainEntryPoints.walk($0, mask: $1, after: $2, $3, count: $4) }),
      pair(
        "riscv-sv39", RISCVEncoding<RISCVSv39>.self, riscvRules, on: "riscv-sv39x4", RISCVEncoding<RISCVSv39x4>.self,
        riscvSecondRules,
        walk: { ChainEntryPoints.walk($0, mask: $1, after: $2, $3, count: $4) }),
      pair(
        "riscv-sv48", RISCVEncoding<RISCVSv48>.self, riscvRules, on: "riscv-sv48x4", RISCVEncoding<RISCVSv48x4>.self,
        riscvSecondRules,
        walk: { ChainEntryPoints.walk($0, mask: $1, after: $2, $3, count: $4) }),
      pair(
        "riscv-sv57", RISCVEncoding<RISCVSv57>.self, riscvRules, on: "riscv-sv57x4", RISCVEncoding<RISCVSv57x4>.self,
        riscvSecondRules,
        walk: { ChainEntryPoints.walk($0, mask: $1, after: $2, $3, count: $4) }),
      pair(
        "riscv-sv39", RISCVEncoding<RISCVSv39>.self, riscvRules, on: "riscv-sv48x4", RISCVEncoding<RISCVSv48x4>.self,
        riscvSecondRules,
        walk: { ChainEntryPoints.walk($0, mask: $1, after: $2, $3, count: $4) }),
    ]
  }

  /// Each granule on itself.
  static var arm: [[Benchmark]] {
    [
      pair(
        "arm-4k", ARMStage1Encoding<ARMGranule4K>.self, armRules(ARMGranule4K.self), on: "arm-s2-4k",
        ARMStage2Encoding<ARMGranule4K>.self, armSecondRules(ARMGranule4K.self),
        walk: { ChainEntryPoints.walk($0, mask: $1, after: $2, $3, count: $4) }),
      pair(
        "arm-16k", ARMStage1Encoding<ARMGranule16K>.self, armRules(ARMGranule16K.self), on: "arm-s2-16k",
        ARMStage2Encoding<ARMGranule16K>.self, armSecondRules(ARMGranule16K.self),
        walk: { ChainEntryPoints.walk($0, mask: $1, after: $2, $3, count: $4) }),
      pair(
        "arm-64k", ARMStage1Encoding<ARMGranule64K>.self, armRules(ARMGranule64K.self), on: "arm-s2-64k",
        ARMStage2Encoding<ARMGranule64K>.self, armSecondRules(ARMGranule64K.self),
        walk: { ChainEntryPoints.walk($0, mask: $1, after: $2, $3, count: $4) }),
    ]
  }

  /// 4-level x86 on EPT by hand in C, with every check.
  private static func longOnEPT(
    _ fixture: NestedFixture<X86Long4Encoding, EPTEncoding>
  ) -> (UInt64, Int64) -> UInt64 {
    let machine = fixture.walker.stage2.memory
    var nested = limit_nested()
    nested.guest = limitTables(machine, X86Long4.self, longRules) { ($0 & 3) << 1 | ($0 & 4 == 0 ? 1 << 63 : 0) }
    nested.host = limitTables(machine, EPT.self, eptRules) { $0 & 7 | ($0 & 8) << 7 }
    nested.host.presence = 7
    nested.host.settable = 1 << 8
    nested.host.dirty_modifier = 1 << 9
    nested.host.large_pages = 6
    nested.guest_root = fixture.walker.root.rawValue
    nested.host_root = fixture.walker.stage2.root.rawValue
    nested.table_access = GuestAccess(.store, .supervisor).asSet.rawValue
    nested.table_access_is_store = 1
    let mask = fixture.mask
    return { position, count in limit_walk_nested(&nested, mask, position, count) }
  }

  private static func limitTables<Format: PagingFormat>(
    _ memory: MachineMemory, _ format: Format.Type, _ rules: Format.Rules, leaf: (UInt64) -> UInt64
  ) -> limit_tables {
    var tables = limit_tables()
    tables.memory = memory.base.assumingMemoryBound(to: UInt8.self)
    tables.memory_size = memory.byteCount
    tables.setPermissions { Format.permitted(Format.inheritedAtRoot, leaf($0), rules) }
    tables.access = WalkFixture.access.asSet.rawValue
    return tables
  }
}
