import CBenchmark
import CHost
import Glibc
import Regression

/// Runs benchmarks through Google Benchmark and gathers what it reports.
public final class BenchmarkRunner {
  private let entries: [Entry]
  private let threads: Int
  private let baseline: String?
  private let onResult: (BenchmarkResult, Int, Int) -> Void
  private var round = 0
  private var finished = 0

  /// A runner on one thread.
  public convenience init(
    _ benchmarks: [Benchmark], onResult: @escaping (BenchmarkResult, Int, Int) -> Void = { _, _, _ in }
  ) {
    self.init(threads: [benchmarks], onResult: onResult)
  }

  /// A runner on several threads, all of which run the same benchmark at once.
  ///
  /// - Parameters:
  ///   - threads: the same benchmarks for each thread, from a suite of its own: bodies keep state.
  ///   - baseline: the benchmark that all others are held against: all run in the same rounds then.
  ///   - onResult: called after each benchmark's last repetition, with how many are done and how many there are.
  public init(
    threads: [[Benchmark]], baseline: String? = nil,
    onResult: @escaping (BenchmarkResult, Int, Int) -> Void = { _, _, _ in }
  ) {
    self.threads = threads.count
    self.baseline = baseline
    self.onResult = onResult
    entries = threads[0].indices.map { place in Entry(threads.map { $0[place] }) }
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
        entry.prepared = []
        finished += 1
        onResult(entry.result, finished, entries.count)
      }
    }
    return entries.map(\.result)
  }

  /// Neighbours that share a limit, directly or through others.
  private func groups() -> [[Entry]] {
    if baseline != nil { return [entries] }
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
    // A row has the iterations of all threads.
    let iterations = (entry.result.samples.first?.iterations ?? 0) / Int64(threads)
    guard entry.benchmark.name != ShimBenchmarks.nativeName else {
      benchmark_register_empty_range_for(entry.benchmark.name, iterations, Int32(threads))
      return
    }
    entry.benchmark.name.withCString { name in
      var description = benchmark_description(
        name: name, prepare: prepareEntry, body: runEntry, context: Unmanaged.passUnretained(entry).toOpaque(),
        arguments: nil, argument_count: 0, fixed_iterations: iterations, threads: Int32(threads))
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
  /// One for each thread; empty until they are made.
  var prepared: [PreparedBenchmark] = []
  private let threads: [Benchmark]
  private var message: UnsafeMutablePointer<CChar>?

  /// A benchmark, with a copy for each thread.
  init(_ threads: [Benchmark]) {
    self.threads = threads
    benchmark = threads[0]
    result = BenchmarkResult(
      name: benchmark.name, limit: benchmark.limit, summary: benchmark.summary, threads: threads.count)
  }

  deinit { free(message) }

  /// Whether one is the other's limit, or both have the same.
  func isRelated(to other: Entry) -> Bool {
    let (ours, theirs) = (benchmark, other.benchmark)
    return ours.limit == theirs.name || theirs.limit == ours.name || (ours.limit != nil && ours.limit == theirs.limit)
  }

  /// Makes the bodies of all threads ready, on whichever calls first; answers why not, in memory that lives until the next
  /// call.
  func prepare() -> UnsafePointer<CChar>? {
    guard prepared.isEmpty else { return nil }
    do throws(BenchmarkFailure) {
      prepared = try threads.map { thread throws(BenchmarkFailure) in try thread.prepare() }
      result.counters = prepared[0].counters
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
  guard let run, let context else { return }
  let thread = Int(benchmark_thread_index(run))
  Unmanaged<Entry>.fromOpaque(context).takeUnretainedValue().prepared[thread].run(Int(iterations))
}
