import CBenchmark
import CHost
import CMallocProbe

/// Runs benchmarks' bodies for Callgrind to count their instructions. In a process of its own, under Valgrind.
public enum InstructionRun {
  /// Whether this program was built where Valgrind's headers are.
  public static var isBuiltIn: Bool { benchmark_knows_valgrind() }

  /// Whether this process runs under Valgrind.
  public static var isPossible: Bool { benchmark_can_count_instructions() }

  /// Whether a benchmark's instructions can be counted: Google Benchmark's own loop runs nowhere else.
  public static func covers(_ benchmark: String) -> Bool { benchmark != ShimBenchmarks.nativeName }

  /// Runs them one after the other until an interrupt comes; answers why some could not be run.
  ///
  /// Counts do not depend on what ran before: from now on memory is allocated at whole cache lines and pages.
  public static func run(_ benchmarks: [Benchmark]) -> [(name: String, failure: BenchmarkFailure)] {
    malloc_probe_align_blocks()
    var failures: [(name: String, failure: BenchmarkFailure)] = []
    for benchmark in benchmarks where !host_was_interrupted() {
      do throws(BenchmarkFailure) { count(try benchmark.prepare(), benchmark.name) } catch {
        failures.append((benchmark.name, error))
      }
    }
    return failures
  }

  private static func count(_ prepared: PreparedBenchmark, _ name: String) {
    // What only a first call does: binding symbols, making globals.
    prepared.run(prepared.trialCount)
    withExtendedLifetime(Body(prepared)) { body in
      benchmark_count_instructions(
        runBody, Unmanaged.passUnretained(body).toOpaque(), Int64(prepared.trialCount), name)
    }
  }

  private final class Body {
    let prepared: PreparedBenchmark
    init(_ prepared: PreparedBenchmark) { self.prepared = prepared }
  }

  private static let runBody: benchmark_body = { _, context, iterations in
    guard let context else { return }
    Unmanaged<Body>.fromOpaque(context).takeUnretainedValue().prepared.run(Int(iterations))
  }
}
