import CLimits
import MMUCore
import Workload

/// Reading traces: Valgrind lackey's text, a line at a time, beside finding its newlines at all.
enum TraceBenchmarks {
  static var all: [Benchmark] {
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
