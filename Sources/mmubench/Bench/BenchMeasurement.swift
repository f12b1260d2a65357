import ArgumentParser
import Benchmarks

/// The options of `bench` that say how benchmarks are run.
struct BenchMeasurement: ParsableArguments {
  @Option(help: "How long to run: quick, ci or full; or exact, to count and check everything and time nothing.")
  var preset: BenchmarkPreset = .quick

  @Option(help: ArgumentHelp("Repetitions of each benchmark, instead of the preset's.", valueName: "count"))
  var reps: Int?

  @Option(help: ArgumentHelp("The least time of a repetition, instead of the preset's.", valueName: "seconds"))
  var minTime: Double?

  @Option(
    help: ArgumentHelp(
      "Run everything in so many processes, one after the other, each with another layout of memory.",
      valueName: "count"))
  var processes: Int?

  @Option(
    help: ArgumentHelp("Run each benchmark on so many threads at once, each on memory of its own.", valueName: "count"))
  var threads: Int?

  @Flag(help: "Also count the instructions of each benchmark, with Valgrind's Callgrind.")
  var callgrind = false

  @Option(
    help: ArgumentHelp(
      "Put a fault in, to try a gate: slowdown=5%, counter, missing or allocation.", valueName: "fault"))
  var inject: BenchmarkInjection?

  /// The file that the results go to from a process that another started.
  @Option(help: .hidden)
  var processFile: String?

  /// Threads are an array in fixtures and in results; a machine has not more than this.
  private static let most = 4096

  func validate() throws {
    if let reps, reps < 1 { throw ValidationError("--reps must be at least 1, not \(reps).") }
    if let minTime, !(minTime > 0 && minTime <= 3600) {
      throw ValidationError("--min-time must be above 0 and at most 3600 seconds, not \(minTime).")
    }
    for (name, count) in [("--processes", processes), ("--threads", threads)] {
      guard let count, !(1...Self.most).contains(count) else { continue }
      throw ValidationError("\(name) must be from 1 to \(Self.most), not \(count).")
    }
    if preset == .exact { try validateExact() }
    if callgrind, threads ?? 1 > 1 {
      throw ValidationError("--callgrind counts on one thread; leave it or --threads out.")
    }
  }

  /// What decides on times decides nothing where there are none.
  private func validateExact() throws {
    let given = [
      ("--reps", reps != nil), ("--min-time", minTime != nil), ("--processes", processes != nil),
      ("--threads", threads != nil),
    ]
    if let (name, _) = given.first(where: \.1) {
      throw ValidationError(
        "--preset exact times nothing, so that \(name) would change nothing; leave one of them out.")
    }
  }
}

extension BenchmarkPreset: ExpressibleByArgument {}
extension BenchmarkInjection: ExpressibleByArgument {
  /// The fault that an argument names.
  public init?(argument: String) { self.init(argument) }
}
