import CLimits
import MMUCore
import Workload

/// Reading traces and writing them: Valgrind lackey's text, a line at a time, beside finding its newlines at all; `.mmut`
/// files, an access at a time, beside the same decoder in C, and beside zstd, without which they are not.
enum TraceBenchmarks {
  static var all: [Benchmark] { lackey + mmut }

  /// Counts are rounded up to whole blocks, the same in a benchmark and in its limit.
  private static var mmut: [Benchmark] {
    [
      ofTrace("trace/read/mmut", limit: "limit/decode-mmut", "one access of a compiler, decompressed and decoded") {
        $0.decode($1)
      },
      ofTrace("limit/decode-mmut", limit: "limit/zstd-decompress", "the same in C, without a check") {
        $0.decodeInC($1)
      },
      ofTrace("limit/zstd-decompress", "the decompression of one access") { $0.decompress($1) },
      ofTrace("trace/write/mmut", limit: "limit/zstd-compress", "one access of a compiler, encoded and compressed") {
        $0.encode($1)
      },
      ofTrace("limit/zstd-compress", "what one encoded access takes zstd to open and to compress") { $0.compress($1) },
    ]
  }

  private static func ofTrace(
    _ name: String, limit: String? = nil, _ summary: String, _ body: @escaping (TraceFixture, Int) -> Void
  ) -> Benchmark {
    Benchmark(name, limit: limit, summary) { () throws(BenchmarkFailure) in
      let fixture = try TraceFixture()
      // A library's context takes memory for the largest block that it has seen: all of them, once.
      body(fixture, fixture.wordCount)
      // Blocks differ, so that only all of them are a measure of one access.
      return PreparedBenchmark(trialCount: fixture.wordCount) { count in body(fixture, count) }
    }
  }

  private static var lackey: [Benchmark] {
    [
      Benchmark("trace/read/lackey", limit: "limit/count-lines", "one line of Valgrind lackey's text") {
        () throws(BenchmarkFailure) in
        let text = LackeyText()
        if let line = text.firstMismatch() { throw .mismatch("the line '\(line)' is read wrongly") }
        return PreparedBenchmark { count in text.forEachPart(of: count) { text.parse($0) } }
      },
      Benchmark("limit/count-lines", "one newline found by memchr") {
        let text = LackeyText()
        return PreparedBenchmark { count in
          text.forEachPart(of: count) { part in
            _ = limit_count_lines(part.assumingMemoryBound(to: CChar.self).baseAddress, part.count)
          }
        }
      },
    ] + foreign
  }
}
