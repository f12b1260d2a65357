import MMUCore
import Regression
import Workload

/// `technique/<name>/<workload>`: an access of a guest's program under every technique, over 2 GiB of 4 KiB pages that are mapped and
/// known; held against the same without virtualization, and that against the TLB alone in C.
enum TechniqueBenchmarks {
  static var all: [Benchmark] {
    [WorkloadName.zipf, .gups].flatMap { workload in MachineTechnique.allCases.map { benchmark($0, workload) } }
  }

  private static func name(_ technique: MachineTechnique, _ workload: WorkloadName) -> String {
    "technique/\(technique.rawValue)/\(workload.rawValue)"
  }

  private static func benchmark(_ technique: MachineTechnique, _ workload: WorkloadName) -> Benchmark {
    let alone = "limit/tlb-simulation/\(workload == .zipf ? AccessStream.zipf.rawValue : AccessStream.uniform.rawValue)"
    return Benchmark(
      name(technique, workload), limit: technique == .native ? alone : name(.native, workload),
      "one access of a guest's program, \(technique.summary)"
    ) { () throws(BenchmarkFailure) in
      let fixture = try TechniqueFixture(technique, workload)
      let counted = fixture.counted()
      return PreparedBenchmark(counters: [
        .walks(counted.tlbMisses, in: counted.accesses), .references(counted.references, in: counted.accesses),
        .exits(counted.exits.total, in: counted.accesses),
      ]) { fixture.run($0) }
    }
  }
}
