import ArgumentParser
import Benchmarks
import CHost
import Foundation
import Report

/// `mmubench bench`.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Run the microbenchmarks through Google Benchmark, each beside its limit.",
    discussion: """
      Every benchmark's configuration is checked against the reference before it is timed, and allocations in timed \
      code are counted. Flags that begin with --benchmark_ go to Google Benchmark unchanged.

      EXAMPLES:
        mmubench bench --preset quick
        mmubench bench --filter '^walk/x86-long4/hot' --reps 10 --out walks.json
        mmubench bench --list
      """)

  @Option(help: ArgumentHelp("Run the benchmarks whose names match, and their limits.", valueName: "regex"))
  var filter: String?

  @Flag(help: "Leave out the limits of the benchmarks that --filter selects.")
  var withoutLimits = false

  @Flag(help: "List the benchmarks and run none.")
  var list = false

  @Option(help: "How long to run: quick, ci or full.")
  var preset: BenchmarkPreset = .quick

  @Option(help: ArgumentHelp("Repetitions of each benchmark, instead of the preset's.", valueName: "count"))
  var reps: Int?

  @Option(help: ArgumentHelp("Also write the results as JSON in Google Benchmark's shape.", valueName: "file"))
  var out: String?

  @Option(
    help: ArgumentHelp(
      "Put a fault in, to try a gate: slowdown=5%, counter, missing or allocation.", valueName: "fault"))
  var inject: BenchmarkInjection?

  @Option(help: "How to print the results: text, json, csv or md.")
  var format: OutputFormat = .text

  @Flag(help: "Print no progress.")
  var quiet = false

  @Argument(parsing: .allUnrecognized, help: .hidden)
  var libraryFlags: [String] = []

  func validate() throws {
    if let reps, reps < 1 { throw ValidationError("--reps must be at least 1, not \(reps).") }
    if let stranger = libraryFlags.first(where: { !$0.hasPrefix("--benchmark_") }) {
      throw ValidationError("Unknown argument '\(stranger)'; see 'mmubench bench --help'.")
    }
  }

  func run() throws {
    restartWithoutLibraryVariables()
    let flags = try LibraryFlags(libraryFlags)
    let benchmarks = try selection(filter ?? flags.filter, lists: list || flags.lists)
    if list || flags.lists {
      try Output.print(benchmarks.map { $0.name + "\n" }.joined())
      return
    }
    let out = out ?? flags.out
    if let out { try Output.checkWritable(out) }
    try configureLibrary(flags)
    host_catch_interrupts()
    let before = (load: HostFacts.load, stolen: HostFacts.stolenTicks)
    let results = BenchmarkRunner(inject?.applied(to: benchmarks) ?? benchmarks, onResult: progress(since: .now)).run(
      rounds: reps ?? flags.repetitions ?? preset.repetitions)
    let context = BenchmarkFile.Context(
      preset: preset.rawValue, loadBefore: before.load, stolenBefore: before.stolen,
      wasInterrupted: host_was_interrupted())
    try report(results.filter { !$0.samples.isEmpty || $0.failure != nil }, context, out)
  }

  private func selection(_ filter: String?, lists: Bool) throws -> [Benchmark] {
    guard let filter else { return BenchmarkSuite.all() }
    guard let pattern = try? NSRegularExpression(pattern: filter) else {
      throw CommandFailure(.usage, "'\(filter)' is no regular expression; quote it, and escape what stands for itself")
    }
    let selected = { (name: String) in
      pattern.firstMatch(in: name, range: NSRange(name.startIndex..., in: name)) != nil
    }
    let benchmarks =
      lists || withoutLimits
      ? BenchmarkSuite.all().filter { selected($0.name) } : BenchmarkSuite.selection { selected($0.name) }
    guard !benchmarks.isEmpty else {
      throw CommandFailure(.usage, "no benchmark matches '\(filter)'; 'mmubench bench --list' shows them all")
    }
    return benchmarks
  }

  /// Starts over without BENCHMARK_* variables, which would silently change what runs. Google Benchmark read them when it
  /// was loaded, so taking them away is not enough.
  private func restartWithoutLibraryVariables() {
    let names = ProcessInfo.processInfo.environment.keys.filter { $0.hasPrefix("BENCHMARK_") }
    guard !names.isEmpty else { return }
    for name in names { unsetenv(name) }
    let arguments = CommandLine.arguments.map { strdup($0) }
    execv("/proc/self/exe", arguments + [nil])
    Output.note("mmubench: warning: cannot clear \(names.sorted().joined(separator: ", ")), which may change what runs")
  }

  private func configureLibrary(_ flags: LibraryFlags) throws {
    let minimumTime = "--benchmark_min_time=\(preset.minimumTime)"
    if let unknown = BenchmarkRunner.configure(flags: [minimumTime] + flags.passed) {
      throw CommandFailure(.usage, "Google Benchmark does not take '\(unknown)'")
    }
  }

  /// A progress line on a terminal, after each benchmark, with the time that is left at this pace.
  private func progress(since start: ContinuousClock.Instant) -> (BenchmarkResult, Int, Int) -> Void {
    let isShown = !quiet && isatty(STDERR_FILENO) == 1
    return { result, done, count in
      guard isShown else { return }
      let elapsed = ContinuousClock.now - start
      let left = elapsed * (Double(count - done) / Double(done))
      let line = done == count ? "" : "[\(done)/\(count)] \(result.name), \(left.components.seconds) s left"
      FileHandle.standardError.write(Data("\r\u{1B}[K\(line)".utf8))
    }
  }

  private func report(_ results: [BenchmarkResult], _ context: BenchmarkFile.Context, _ out: String?) throws {
    let json = try BenchmarkFile(results, context: context).json()
    // A run that was interrupted before anything finished leaves what was there.
    if let out, !results.isEmpty { try Output.replaceFile(at: out, with: json) }
    try Output.print(format == .json ? json : BenchmarkTable.table(results).rendered(as: format))
    try judge(results)
  }

  /// Fails for what makes times worthless: wrong results, allocations, errors, an interrupt.
  private func judge(_ results: [BenchmarkResult]) throws {
    for result in results {
      if case .mismatch(let difference)? = result.failure {
        throw CommandFailure(.wrong, "\(result.name) was not timed, it is wrong: \(difference)")
      }
    }
    if let allocating = results.first(where: { $0.allocations > 0 }) {
      throw CommandFailure(.wrong, "\(allocating.name) allocated \(allocating.allocations) times while it was timed")
    }
    if let failed = results.first(where: { $0.failure != nil }), let failure = failed.failure {
      throw CommandFailure(.internalError, "\(failed.name) did not run: \(failure.reason)")
    }
    if host_was_interrupted() {
      throw CommandFailure(.interrupted, "interrupted; the results are of the benchmarks that had finished")
    }
  }
}

extension BenchmarkPreset: ExpressibleByArgument {}
extension BenchmarkInjection: ExpressibleByArgument {
  /// The fault that an argument names.
  public init?(argument: String) { self.init(argument) }
}
extension OutputFormat: ExpressibleByArgument {}
