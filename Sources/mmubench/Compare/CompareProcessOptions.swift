import ArgumentParser
import Regression

/// The options of `compare` that are about programs.
struct CompareProcessOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Pairs of processes before the first look; --aa runs 20 unless this says otherwise.", valueName: "count"))
  var pairs: Int?

  @Option(help: ArgumentHelp("The most pairs, for what is still undecided, and again to confirm.", valueName: "count"))
  var maxPairs: Int?

  @Option(help: ArgumentHelp("Leave out the benchmarks whose names match.", valueName: "regex"))
  var skip: String?

  @Option(help: ArgumentHelp("Run benchmarks on so many threads (mmubench only).", valueName: "count"))
  var threads: Int?

  @Option(help: ArgumentHelp("Repetitions of each benchmark in a process.", valueName: "count"))
  var reps = 11

  @Option(help: ArgumentHelp("How long a repetition takes at least.", valueName: "seconds"))
  var minTime = 0.003

  @Option(
    help: ArgumentHelp(
      "Where --aa keeps this host's noise, and --ab reads it, instead of a place of its own.", valueName: "file"))
  var floors: String?

  @Argument(
    parsing: .postTerminator,
    help: ArgumentHelp("What follows -- is passed on to every process.", valueName: "argument"))
  var extra: [String] = []

  /// Pairs of `--ab` before the first look.
  static let defaultPairs = 10
  /// The most pairs of `--ab` in each phase.
  static let defaultMaxPairs = 80
  /// Pairs of `--aa`.
  static let defaultCalibrationPairs = 20

  /// When to look, and what it takes for a change.
  func rules(margin: Double) -> PairRules {
    let first = pairs ?? Self.defaultPairs
    return PairRules(pairs: first, maxPairs: maxPairs ?? max(first, Self.defaultMaxPairs), margin: margin)
  }

  /// What processes are told besides the benchmarks.
  var settings: BenchmarkProgram.Settings {
    BenchmarkProgram.Settings(threads: threads, repetitions: reps, minimumTime: minTime, extra: extra)
  }

  func validate() throws {
    if let pairs, pairs < PairRules.fewestPairs {
      throw ValidationError(
        "--pairs must be at least \(PairRules.fewestPairs), not \(pairs): fewer have no interval that can be trusted.")
    }
    if let maxPairs, maxPairs < pairs ?? Self.defaultPairs {
      throw ValidationError("--max-pairs must be at least --pairs (\(pairs ?? Self.defaultPairs)), not \(maxPairs).")
    }
    if let threads, threads < 1 { throw ValidationError("--threads must be at least 1, not \(threads).") }
    if reps < 1 { throw ValidationError("--reps must be at least 1, not \(reps).") }
    if !(minTime > 0 && minTime.isFinite) { throw ValidationError("--min-time must be above 0, not \(minTime).") }
  }
}
