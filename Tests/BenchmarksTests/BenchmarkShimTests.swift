import CBenchmark
import Testing

extension BenchmarkRunnerTests {
  /// The C face alone: what a body may ask of its run, and what comes back in its row.
  @Suite struct BenchmarkShimTests {
    private final class Rows {
      var names: [String] = []
      var counters: [[String: Double]] = []
      var threads: [Int64] = []
      var errors: [String?] = []
    }

    private func rows(
      _ name: String, arguments: [Int64] = [], threads: Int32 = 1, _ body: @escaping benchmark_body
    ) -> Rows {
      let rows = Rows()
      benchmark_clear()
      register(name, arguments, threads, body)
      _ = benchmark_run_all(takeRow, Unmanaged.passUnretained(rows).toOpaque())
      benchmark_clear()
      return rows
    }

    private func register(_ name: String, _ arguments: [Int64], _ threads: Int32, _ body: @escaping benchmark_body) {
      name.withCString { name in
        arguments.withUnsafeBufferPointer { arguments in
          var description = benchmark_description(
            name: name, prepare: { _ in nil }, body: body, context: nil, arguments: arguments.baseAddress,
            argument_count: Int32(arguments.count), fixed_iterations: 1, threads: threads)
          benchmark_register(&description)
        }
      }
    }

    private let takeRow: benchmark_row_handler = { context, row in
      guard let context, let row = row?.pointee else { return }
      let rows = Unmanaged<Rows>.fromOpaque(context).takeUnretainedValue()
      var counters: [String: Double] = [:]
      for counter in UnsafeBufferPointer(start: row.counters, count: Int(row.counter_count)) {
        counters[String(cString: counter.name)] = counter.value
      }
      rows.names.append(String(cString: row.run_name))
      rows.counters.append(counters)
      rows.threads.append(row.threads)
      rows.errors.append(row.error.map { String(cString: $0) })
    }

    @Test func argumentsReachTheBodyAndCountersTheRow() {
      let rows = rows("shim/arguments", arguments: [8, 512]) { run, _, _ in
        benchmark_set_counter(run, "sum", Double(benchmark_argument(run, 0) + benchmark_argument(run, 1)))
      }
      #expect(rows.names == ["shim/arguments"])
      #expect(rows.counters == [["sum": 520]])
      #expect(rows.errors == [nil])
    }

    @Test func everyThreadCallsTheBody() {
      let rows = rows("shim/threads", threads: 2) { run, _, _ in
        benchmark_set_counter(run, "indices", Double(1 + benchmark_thread_index(run)))
      }
      #expect(rows.threads == [2])
      #expect(rows.counters == [["indices": 3]])
    }

    @Test func aFailingBodyHasAnErrorAndNoTimes() {
      let rows = rows("shim/error") { run, _, _ in benchmark_fail(run, "out of frames") }
      #expect(rows.errors == ["out of frames"])
    }
  }
}
