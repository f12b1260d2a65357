import Benchmarks
import CMallocProbe
import Foundation
import Testing

/// Google Benchmark keeps its benchmarks in one place for the process, so these run one after the other.
@Suite(.serialized) struct BenchmarkRunnerTests {
  private func run(_ benchmarks: [Benchmark], rounds: Int = 2) -> [BenchmarkResult] {
    #expect(BenchmarkRunner.configure(flags: ["--benchmark_min_time=0.0001"]) == nil)
    return BenchmarkRunner(benchmarks).run(rounds: rounds)
  }

  @Test func aBenchmarkHasASampleARoundAndItsLimitHasThemInTheSameRounds() throws {
    let calls = Counter()
    let results = run([
      Benchmark("test/work", limit: "test/limit", "") { PreparedBenchmark { calls.add($0) } },
      Benchmark("test/limit", "") { PreparedBenchmark { calls.add($0) } },
    ])
    #expect(results.map(\.name) == ["test/work", "test/limit"])
    #expect(results.map { $0.samples.map(\.round) } == [[0, 1], [0, 1]])
    // The first round's iterations are the library's choice; the second repeats them.
    for result in results { #expect(Set(result.samples.map(\.iterations)).count == 1) }
    #expect(calls.count >= 2 * results[0].samples[0].iterations)
  }

  @Test func aMismatchIsAFailureAndIsNotTimed() {
    let calls = Counter()
    let results = run([
      Benchmark("test/wrong", "") { () throws(BenchmarkFailure) -> PreparedBenchmark in throw .mismatch("1 is not 2") },
      Benchmark("test/right", "") { PreparedBenchmark { calls.add($0) } },
    ])
    #expect(results[0].failure == .mismatch("1 is not 2"))
    #expect(results[0].samples.isEmpty)
    #expect(results[1].failure == nil && results[1].samples.count == 2)
  }

  @Test func anAllocationInATimedBodyIsCounted() {
    let calls = Counter()
    let results = run([
      Benchmark("test/allocating", "") {
        PreparedBenchmark { count in for _ in 0..<count { calls.allocate() } }
      },
      Benchmark("test/frugal", "") { PreparedBenchmark { _ in } },
    ])
    #expect(results[0].allocations == results[0].samples.reduce(0) { $0 + $1.iterations })
    #expect(results[1].allocations == 0)
  }

  @Test func theProbeCountsEveryWayToAllocate() {
    var blocks = [UnsafeMutableRawPointer?](repeating: nil, count: 5)
    let before = malloc_probe_count()
    blocks[0] = malloc(8)
    blocks[1] = calloc(1, 8)
    blocks[2] = realloc(nil, 8)
    blocks[3] = aligned_alloc(64, 64)
    let status = posix_memalign(&blocks[4], 64, 64)
    let refusal = posix_memalign(&blocks[4], 3, 64)
    let count = malloc_probe_count() - before
    #expect(count == 5)
    #expect(status == 0 && refusal == EINVAL)
    #expect(blocks.allSatisfy { $0 != nil })
    blocks.forEach { free($0) }
  }

  @Test func anUnknownLibraryFlagIsNamed() {
    #expect(BenchmarkRunner.configure(flags: ["--bench_mark"]) == "--bench_mark")
  }

  /// A count that a timed body may add to.
  private final class Counter {
    private(set) var count: Int64 = 0
    func add(_ iterations: Int) { count += Int64(iterations) }

    private var block: UnsafeMutableRawPointer?

    /// Allocates where the compiler cannot leave it out.
    @inline(never)
    func allocate() {
      block = malloc(64)
      free(block)
    }
  }
}
