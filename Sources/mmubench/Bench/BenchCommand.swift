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
        mmubench bench --resident --processes 6 --out base.json
        mmubench bench --preset exact --callgrind --out exact.json
        mmubench bench --preset ci --export gha --export-out output.json
        mmubench bench --list
      """)

  @OptionGroup var selection: BenchSelection

  @Flag(help: "List the benchmarks and run none.")
  var list = false

  @OptionGroup var measurement: BenchMeasurement

  @Option(help: ArgumentHelp("Also write the results as JSON in Google Benchmark's shape.", valueName: "file"))
  var out: String?

  @Option(help: ArgumentHelp("Add a fact to the results' context; may be repeated.", valueName: "key=value"))
  var context: [ContextEntry] = []

  @Option(help: "How to print the results: text, json, csv or md.")
  var format: OutputFormat = .text

  @OptionGroup var export: ExportOptions

  @Flag(help: "Print no progress.")
  var quiet = false

  @Argument(parsing: .allUnrecognized, help: .hidden)
  var libraryFlags: [String] = []

  func validate() throws {
    try ContextEntry.validate(context)
    if let stranger = libraryFlags.first(where: { !$0.hasPrefix("--benchmark_") }) {
      throw ValidationError("Unknown argument '\(stranger)'; see 'mmubench bench --help'.")
    }
  }

  func run() throws {
    restartWithoutLibraryVariables()
    let flags = try LibraryFlags(libraryFlags)
    if list || flags.lists {
      let benchmarks = try selection.benchmarks(flags.filter, bringsLimits: false)
      try Output.print(benchmarks.map { $0.name + "\n" }.joined())
      return
    }
    if let out = out ?? flags.out { try Output.checkWritable(out) }
    try export.checkWritable()
    try configureLibrary(flags)
    let callgrind = measurement.callgrind && measurement.processFile == nil ? try CallgrindRun() : nil
    host_catch_interrupts()
    let before = (load: HostFacts.load, stolen: HostFacts.stolenTicks)
    var results = try measure(flags).filter { $0.isMeasured || $0.failure != nil }
    if let callgrind, !host_was_interrupted() { try addInstructions(to: &results, callgrind) }
    let context = BenchmarkContext(
      preset: measurement.preset.rawValue, loadBefore: before.load, stolenBefore: before.stolen,
      wasInterrupted: host_was_interrupted(), additions: ContextEntry.dictionary(context))
    try report(results, context, out ?? flags.out)
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
    let minimumTime = "--benchmark_min_time=\(measurement.minTime ?? measurement.preset.minimumTime)"
    if let unknown = BenchmarkRunner.configure(flags: [minimumTime] + flags.passed) {
      throw CommandFailure(.usage, "Google Benchmark does not take '\(unknown)'")
    }
  }

  /// Runs the benchmarks, here or in processes of their own.
  private func measure(_ flags: LibraryFlags) throws -> [BenchmarkResult] {
    // Also where other processes run them: what is wrong with the selection is said once.
    let threads = try (0..<(measurement.threads ?? 1)).map { _ in
      let benchmarks = try selection.benchmarks(flags.filter)
      return measurement.inject?.applied(to: benchmarks) ?? benchmarks
    }
    let progress = BenchProgress(isQuiet: quiet)
    if measurement.processFile == nil, let processes = measurement.processes, processes > 1 {
      return try BenchProcesses(count: processes).run(progress)
    }
    if measurement.preset == .exact { return ExactRunner(threads[0], onResult: progress.show).run() }
    return BenchmarkRunner(threads: threads, baseline: selection.baselineBench, onResult: progress.show).run(
      rounds: measurement.reps ?? flags.repetitions ?? measurement.preset.repetitions)
  }

  private func addInstructions(to results: inout [BenchmarkResult], _ callgrind: CallgrindRun) throws {
    let names = results.filter { $0.isMeasured && InstructionRun.covers($0.name) }.map(\.name)
    let progress = BenchProgress(isQuiet: quiet)
    let fault = measurement.inject.flatMap { $0.changesBodies ? $0.text : nil }
    let counts = try callgrind.count(names, fault) { progress.show("counting instructions", $0, names.count) }
    progress.finish()
    for place in results.indices where names.contains(results[place].name) {
      results[place].add(counts, validFor: callgrind.validity)
    }
  }

  private func report(_ results: [BenchmarkResult], _ context: BenchmarkContext, _ out: String?) throws {
    let baseline = selection.baselineBench
    let json = try BenchmarkFile(results, context: context, baseline: baseline).json()
    // Whoever started this process judges.
    if let file = measurement.processFile { return try Output.replaceFile(at: file, with: json) }
    // A run that was interrupted before anything finished leaves what was there.
    if let out, !results.isEmpty { try Output.replaceFile(at: out, with: json) }
    let exported = results.isEmpty ? nil : try export.write(json)
    let text = format == .json ? json : BenchmarkTable.table(results, baseline: baseline).rendered(as: format)
    try Output.print(exported ?? text)
    try BenchJudgement.judge(results)
  }
}

extension OutputFormat: ExpressibleByArgument {}
