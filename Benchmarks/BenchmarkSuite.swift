import MMUCore

/// Every benchmark, in the order in which they run: each beside its limit, over the same memory.
public enum BenchmarkSuite {
  /// The benchmarks, sharing fixtures.
  public static func all() -> [Benchmark] {
    let shelf = FixtureShelf()
    return ShimBenchmarks.all + [nativeEmptyLoop] + TLBBenchmarks.all(shelf) + WalkBenchmarks.all(shelf)
      + FormatBenchmarks.all + NestedBenchmarks.all + WalkBatchBenchmarks.all(shelf) + ShadowBenchmarks.all
      + ThroughputBenchmarks.all(shelf) + GeometryBenchmarks.all(shelf) + CurveBenchmarks.all(shelf)
      + TraceBenchmarks.all + TechniqueBenchmarks.all
  }

  /// The benchmarks whose names a predicate selects, and the limits that they are held against.
  public static func selection(where isSelected: (Benchmark) -> Bool) -> [Benchmark] {
    let all = all()
    let selected = all.filter(isSelected)
    let names = Set(selected.map(\.name)).union(selected.compactMap(\.limit))
    return all.filter { names.contains($0.name) }
  }

  /// Google Benchmark's own loop; ``BenchmarkRunner`` registers it in C++.
  private static var nativeEmptyLoop: Benchmark {
    Benchmark(ShimBenchmarks.nativeName, "Google Benchmark's own range-for loop over nothing, in C++") {
      PreparedBenchmark { _ in }
    }
  }
}
