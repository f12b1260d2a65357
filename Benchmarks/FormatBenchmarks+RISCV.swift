import CLimits
import MMUCore
import MMUReference
import Workload

extension FormatBenchmarks {
  private static var controls: RISCVControls { .hardwareAccessedDirty }
  private static var address: (mask: UInt64, shift: Int32) { (0x003F_FFFF_FFFF_FC00, 2) }
  private static var narrowAddress: (mask: UInt64, shift: Int32) { (0xFFFF_FC00, 2) }

  static var riscv: [Benchmark] {
    sv32.benchmarks + sv39.benchmarks + sv48.benchmarks + sv57.benchmarks + sv32x4.benchmarks + sv39x4.benchmarks
      + sv48x4.benchmarks + sv57x4.benchmarks
  }

  private static var sv39: Subject<RISCVEncoding<RISCVSv39>> {
    Subject(
      name: "riscv-sv39", rules: RISCVRules(controls: controls), address: address,
      walk: { ChainEntryPoints.walk($0, mask: $1, after: $2, $3, count: $4) },
      check: { fixture in
        fixture.firstMismatch { ReferenceRISCVSv39(memory: $0, root: fixture.walker.root, controls: controls) }
      },
      limit: { fixture in
        var tables = fixture.limitTables { $0 << 1 | 0xC1 }
        tables.reserved = 0xFFC0_0000_0000_00D0
        tables.reserved_in_leaf = 0xFFC0_0000_0000_0000
        let root = fixture.walker.root.rawValue
        return { position, count in limit_walk_sv39(&tables, root, fixture.mask, position, count) }
      })
  }

  /// A format that is held against its loads alone.
  private static func subject<Format: RISCVFormat, Reference: ReferencePaging>(
    _ name: String, _ rules: RISCVRules, _ address: (mask: UInt64, shift: Int32),
    walk: @escaping (PageWalker<Format>, UInt64, Address<Format.Output>, GuestAccess, Int) -> Address<Format.Output>?,
    reference: @escaping (ReferenceMemory<Format.Output>, Address<Format.Output>) -> Reference
  ) -> Subject<RISCVEncoding<Format>>
  where Reference.Input == Format.Input, Reference.Output == Format.Output, Format.Root == Address<Format.Output> {
    Subject(name: name, rules: rules, address: address, walk: walk) { fixture in
      fixture.firstMismatch { reference($0, fixture.walker.root) }
    }
  }

  private static var sv32: Subject<RISCVEncoding<RISCVSv32>> {
    subject(
      "riscv-sv32", RISCVRules(controls: controls), narrowAddress,
      walk: { ChainEntryPoints.walk($0, mask: $1, after: $2, $3, count: $4) },
      reference: { ReferenceRISCVSv32(memory: $0, root: $1, controls: controls) })
  }

  private static var sv48: Subject<RISCVEncoding<RISCVSv48>> {
    subject(
      "riscv-sv48", RISCVRules(controls: controls), address,
      walk: { ChainEntryPoints.walk($0, mask: $1, after: $2, $3, count: $4) },
      reference: { ReferenceRISCVSv48(memory: $0, root: $1, controls: controls) })
  }

  private static var sv57: Subject<RISCVEncoding<RISCVSv57>> {
    subject(
      "riscv-sv57", RISCVRules(controls: controls), address,
      walk: { ChainEntryPoints.walk($0, mask: $1, after: $2, $3, count: $4) },
      reference: { ReferenceRISCVSv57(memory: $0, root: $1, controls: controls) })
  }

  private static var sv32x4: Subject<RISCVEncoding<RISCVSv32x4>> {
    subject(
      "riscv-sv32x4", RISCVRules(secondStage: controls), narrowAddress,
      walk: { ChainEntryPoints.walk($0, mask: $1, after: $2, $3, count: $4) },
      reference: { ReferenceRISCVSv32x4(memory: $0, root: $1, controls: controls) })
  }

  private static var sv39x4: Subject<RISCVEncoding<RISCVSv39x4>> {
    subject(
      "riscv-sv39x4", RISCVRules(secondStage: controls), address,
      walk: { ChainEntryPoints.walk($0, mask: $1, after: $2, $3, count: $4) },
      reference: { ReferenceRISCVSv39x4(memory: $0, root: $1, controls: controls) })
  }

  private static var sv48x4: Subject<RISCVEncoding<RISCVSv48x4>> {
    subject(
      "riscv-sv48x4", RISCVRules(secondStage: controls), address,
      walk: { ChainEntryPoints.walk($0, mask: $1, after: $2, $3, count: $4) },
      reference: { ReferenceRISCVSv48x4(memory: $0, root: $1, controls: controls) })
  }

  private static var sv57x4: Subject<RISCVEncoding<RISCVSv57x4>> {
    subject(
      "riscv-sv57x4", RISCVRules(secondStage: controls), address,
      walk: { ChainEntryPoints.walk($0, mask: $1, after: $2, $3, count: $4) },
      reference: { ReferenceRISCVSv57x4(memory: $0, root: $1, controls: controls) })
  }
}
