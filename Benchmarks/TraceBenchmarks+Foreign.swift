import CLimits
import MMUCore
import Workload

extension TraceBenchmarks {
  /// Reading other tools' traces, from their bytes in memory to accesses: texts beside finding their newlines, records beside
  /// copying them.
  static var foreign: [Benchmark] {
    ForeignTraceFormat.allCases.filter { $0 != .lackey }.flatMap { format in
      let isText = format != .champsim && format != .oracleGeneral
      let limit = "limit/\(isText ? "count-lines" : "copy-records")/\(format.rawValue)"
      return [
        Benchmark("trace/read/\(format.rawValue)", limit: limit, "one \(isText ? "line" : "record"): \(format.summary)")
        {
          () throws(BenchmarkFailure) in
          let reading = try ForeignTraceReading(ForeignTrace(format))
          try reading.check()
          return PreparedBenchmark(trialCount: ForeignTrace.recordCount) { reading.read($0) }
        },
        Benchmark(limit, isText ? "one newline found by memchr" : "one record copied by memcpy") {
          let trace = ForeignTrace(format)
          return PreparedBenchmark(trialCount: ForeignTrace.recordCount) {
            isText ? countLines(of: trace, $0) : copyRecords(of: trace, $0)
          }
        },
      ]
    }
  }

  private static func forEachPart(of trace: ForeignTrace, _ count: Int, _ body: (UnsafeRawBufferPointer) -> Void) {
    trace.body.withUnsafeBytes { bytes in
      var remaining = count
      while remaining > 0 {
        let records = min(remaining, ForeignTrace.recordCount)
        body(UnsafeRawBufferPointer(rebasing: bytes[..<(bytes.count * records / ForeignTrace.recordCount)]))
        remaining -= records
      }
    }
  }

  private static func countLines(of trace: ForeignTrace, _ count: Int) {
    forEachPart(of: trace, count) { part in
      _ = limit_count_lines(part.assumingMemoryBound(to: CChar.self).baseAddress, part.count)
    }
  }

  private static func copyRecords(of trace: ForeignTrace, _ count: Int) {
    forEachPart(of: trace, count) { limit_copy_bytes(trace.copyTarget, $0.baseAddress, $0.count) }
  }
}
