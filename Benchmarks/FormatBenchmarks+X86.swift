import CLimits
import MMUCore
import MMUReference
import Workload

extension FormatBenchmarks {
  private static var configuration: X86Configuration { WalkFixture.configuration }
  private static var address: (mask: UInt64, shift: Int32) { (0x000F_FFFF_FFFF_F000, 0) }
  private static var ept: EPTControls { .accessedDirty | .mib2Pages | .gib1Pages }

  static var x86: [Benchmark] {
    long5.benchmarks + pae.benchmarks + legacy32.benchmarks + eptTables.benchmarks + npt.benchmarks
  }

  private static var long5: Subject<X86Long5Encoding> {
    Subject(
      name: "x86-long5", rules: X86Rules(controls: configuration.controls), address: address,
      walk: { ChainEntryPoints.walk($0, mask: $1, after: $2, $3, count: $4) },
      check: { fixture in
        fixture.firstMismatch {
          ReferenceX86Long(memory: $0, root: fixture.walker.root, levels: 5, configuration: configuration)
        }
      })
  }

  private static var pae: Subject<X86PAEEncoding> {
    Subject(
      name: "x86-pae", rules: X86PAE.rules(controls: configuration.controls), address: address,
      walk: { ChainEntryPoints.walk($0, mask: $1, after: $2, $3, count: $4) },
      check: { fixture in
        fixture.firstMismatch {
          let pointers = (0..<4).map { fixture.walker.root[UInt64($0)] }
          return ReferenceX86PAE(memory: $0, pointers: pointers, configuration: configuration)
        }
      },
      limit: { fixture in
        var tables = fixture.limitTables { ($0 & 3) << 1 | ($0 & 4 == 0 ? 1 << 63 : 0) }
        tables.reserved = 0x7FF0_0000_0000_0000
        let pointers = (0..<4).map { fixture.walker.root[UInt64($0)] }
        return { position, count in limit_walk_pae(&tables, pointers, fixture.mask, position, count) }
      })
  }

  private static var legacy32: Subject<X86Legacy32Encoding> {
    Subject(
      name: "x86-legacy32",
      rules: X86Legacy32.Rules(controls: configuration.controls), address: (0xFFFF_F000, 0),
      walk: { ChainEntryPoints.walk($0, mask: $1, after: $2, $3, count: $4) },
      check: { fixture in
        fixture.firstMismatch {
          ReferenceX86Legacy32(memory: $0, root: fixture.walker.root, configuration: configuration)
        }
      })
  }

  private static var eptTables: Subject<EPTEncoding> {
    Subject(
      name: "ept", rules: EPT.Rules(controls: ept), address: address,
      walk: { ChainEntryPoints.walk($0, mask: $1, after: $2, $3, count: $4) },
      check: { fixture in
        fixture.firstMismatch { ReferenceEPT(memory: $0, root: fixture.walker.root, controls: ept) }
      })
  }

  private static var npt: Subject<NPTEncoding> {
    Subject(
      name: "npt", rules: NPT.rules(controls: configuration.controls), address: address,
      walk: { ChainEntryPoints.walk($0, mask: $1, after: $2, $3, count: $4) },
      check: { fixture in
        fixture.firstMismatch {
          ReferenceNPT(memory: $0, root: fixture.walker.root, configuration: configuration)
        }
      })
  }
}
