import CHost
import CMallocProbe

/// Runs benchmarks for their exact evidence alone: each is checked, its counters are read, and the allocations of a few
/// operations are counted. Nothing is timed.
public struct ExactRunner {
  private let benchmarks: [Benchmark]
  private let onResult: (BenchmarkResult, Int, Int) -> Void

  /// A runner.
  ///
  /// - Parameter onResult: called after each benchmark, with how many are done and how many there are.
  public init(_ benchmarks: [Benchmark], onResult: @escaping (BenchmarkResult, Int, Int) -> Void = { _, _, _ in }) {
    self.benchmarks = benchmarks
    self.onResult = onResult
  }

  /// Runs them one after the other until an interrupt comes.
  public func run() -> [BenchmarkResult] {
    var results: [BenchmarkResult] = []
    for benchmark in benchmarks where !host_was_interrupted() {
      let result = run(benchmark)
      results.append(result)
      onResult(result, results.count, benchmarks.count)
    }
    return results
  }

  private func run(_ benchmark: Benchmark) -> BenchmarkResult {
    var result = BenchmarkResult(name: benchmark.name, limit: benchmark.limit, summary: benchmark.summary)
    do throws(BenchmarkFailure) {
      let prepared = try benchmark.prepare()
      result.counters = prepared.counters
      result.trial = trial(of: prepared)
    } catch {
      result.failure = error
    }
    return result
  }

  /// The second call: the first may make globals.
  private func trial(of prepared: PreparedBenchmark) -> BenchmarkTrial {
    prepared.run(prepared.trialCount)
    let before = malloc_probe_count()
    prepared.run(prepared.trialCount)
    return BenchmarkTrial(
      operations: Int64(prepared.trialCount), allocations: Int64(malloc_probe_count() - before))
  }
}
