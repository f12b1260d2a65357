import CBenchmark
import CHost
import Glibc
import Regression

/// Runs benchmarks through Google Benchmark and gathers what it reports.
public final class BenchmarkRunner {
  private let entries: [Entry]
  private let onResult: (BenchmarkResult, Int, Int) -> Void
  private var round = 0
  private var finished = 0

  /// A runner.
  ///
  /// - Parameter onResult: called after each benchmark's last repetition, with how many are done and how many there are.
  public init(_ benchmarks: [Benchmark], onResult: @escaping (BenchmarkResult, Int, Int) -> Void = { _, _, _ in }) {
    self.onResult = onResult
    entries = benchmarks.map(Entry.init)
  }

  deinit { benchmark_clear() }

  /// Hands Google Benchmark its flags; answers the first that it does not know.
  public static func configure(flags: [String]) -> String? {
    let arguments = ["mmubench"] + flags
    let pointers = arguments.map { UnsafePointer(strdup($0)) }
    defer { pointers.forEach { free(UnsafeMutableRawPointer(mutating: $0)) } }
    return benchmark_initialize(Int32(arguments.count), pointers).map(String.init(cString:))
  }

  /// Runs them all, in rounds of one repetition: benchmark, limit, limit's limit, and again, so that what drifts on the
  /// machine drifts under all of them. The first round lets the library choose the iterations, the others repeat them.
  ///
  /// A benchmark that an interrupt kept from its first repetition has neither samples nor a failure.
  public func run(rounds: Int) -> [BenchmarkResult] {
    for group in groups() {
      for round in 0..<rounds where host_was_interrupted() == false {
        benchmark_clear()
        group.forEach(register)
        runRegistered(round)
      }
      for entry in group {
        entry.prepared = nil
        finished += 1
        onResult(entry.result, finished, entries.count)
      }
    }
    return entries.map(\.result)
  }

  /// Neighbours that share a limit, directly or through others.
  private func groups() -> [[Entry]] {
    var groups: [[Entry]] = []
    for entry in entries {
      let related = groups.indices.filter { groups[$0].contains { $0.isRelated(to: entry) } }
      let merged = related.flatMap { groups[$0] } + [entry]
      for index in related.reversed() { groups.remove(at: index) }
      groups.append(merged)
    }
    return groups
  }

  private func runRegistered(_ round: Int) {
    self.round = round
    _ = benchmark_run_all(
      { context, row in
        guard let context, let row else { return }
        Unmanaged<BenchmarkRunner>.fromOpaque(context).takeUnretainedValue().take(row.pointee)
      }, Unmanaged.passUnretained(self).toOpaque())
  }

  private func register(_ entry: Entry) {
    guard entry.benchmark.name != ShimBenchmarks.nativeName else {
      benchmark_register_empty_range_for(entry.benchmark.name, entry.result.samples.first?.iterations ?? 0)
      return
    }
    entry.benchmark.name.withCString { name in
      var description = benchmark_description(
        name: name, prepare: prepareEntry, body: runEntry, context: Unmanaged.passUnretained(entry).toOpaque(),
        arguments: nil, argument_count: 0, fixed_iterations: entry.result.samples.first?.iterations ?? 0, threads: 1)
      benchmark_register(&description)
    }
  }

  private func take(_ row: benchmark_row) {
    let name = String(cString: row.run_name)
    guard let entry = entries.first(where: { $0.benchmark.name == name }) else { return }
    if let error = row.error.map(String.init(cString:)) {
      if error != interruption { entry.result.failure = entry.result.failure ?? .other(error) }
    } else {
      entry.result.samples.append(
        BenchmarkSample(
          iterations: row.iterations, realTime: row.real_time, cpuTime: row.cpu_time, allocations: row.allocations,
          round: round))
    }
  }
}

/// What the C++ side says of a run that an interrupt prevented.
private let interruption = "interrupted"

/// A benchmark on its way through Google Benchmark.
private final class Entry {
  let benchmark: Benchmark
  var result: BenchmarkResult
  var prepared: PreparedBenchmark?
  private var message: UnsafeMutablePointer<CChar>?

  init(_ benchmark: Benchmark) {
    self.benchmark = benchmark
    result = BenchmarkResult(name: benchmark.name, limit: benchmark.limit, summary: benchmark.summary)
  }

  deinit { free(message) }

  /// Whether one is the other's limit, or both have the same.
  func isRelated(to other: Entry) -> Bool {
    let (ours, theirs) = (benchmark, other.benchmark)
    return ours.limit == theirs.name || theirs.limit == ours.name || (ours.limit != nil && ours.limit == theirs.limit)
  }

  /// Makes the body ready; answers why not, in memory that lives until the next call.
  func prepare() -> UnsafePointer<CChar>? {
    guard prepared == nil else { return nil }
    do throws(BenchmarkFailure) {
      let prepared = try benchmark.prepare()
      result.counters = prepared.counters
      self.prepared = prepared
      return nil
    } catch {
      result.failure = error
      free(message)
      message = strdup(error.reason)
      return UnsafePointer(message)
    }
  }
}

private func prepareEntry(_ context: UnsafeMutableRawPointer?) -> UnsafePointer<CChar>? {
  guard let context else { return nil }
  return Unmanaged<Entry>.fromOpaque(context).takeUnretainedValue().prepare()
}

/// The one callback a run. It may not allocate: what it calls was made ready before.
private func runEntry(_ run: OpaquePointer?, _ context: UnsafeMutableRawPointer?, _ iterations: Int64) {
  guard let context else { return }
  Unmanaged<Entry>.fromOpaque(context).takeUnretainedValue().prepared?.run(Int(iterations))
}
