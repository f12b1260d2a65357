import ArgumentParser
import CHost
import MMUCore
import Profiling
import Report
import Workload

/// `mmubench profile`: where a program, a trace or a workload misses its TLBs.
struct ProfileCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "profile",
    abstract: "Sends memory accesses through a processor's TLBs, with real page walks, and counts.",
    usage: """
      mmubench profile [<options>] -- <command> [<argument> ...]
      mmubench profile <trace>|- [<options>]
      mmubench profile sequential|strided|gups|zipf [<options>]
      """,
    discussion: """
      A command is recorded with Valgrind: the program itself, not those that it starts, nor one that replaces it (exec). \
      Its standard output is discarded unless --show-output is given.

      EXAMPLES:
        mmubench profile -- ls -l /usr/bin
        mmubench profile zipf --footprint 4G --accesses 100M --tlb zen4
        mmubench profile gups --footprint 8G --page-size 2M --format json --out gups.json
        mmubench profile gups --technique shadow --policy write-protect --accesses 1M
        mmubench profile trace.lackey --tlb l1d=64x4,l1i=128x8,l2=1536x12
        valgrind --tool=lackey --trace-mem=yes --log-fd=9 ls 9>&1 >/dev/null | mmubench profile -
      """)

  @Argument(
    help: ArgumentHelp(
      "A workload, a file that Valgrind's lackey wrote (it may be zstd-compressed), or - for standard input.",
      valueName: "source"))
  var source: String?

  @Argument(
    parsing: .postTerminator, help: ArgumentHelp("A command to record with Valgrind's lackey.", valueName: "command"))
  var command: [String] = []

  @Option(
    help: "The TLBs: skylake, zen4, or entries x ways: l1d=64x4,l1i=128x8,l2=1536x12,policy=lru|plru|fifo|random.")
  var tlb = "skylake"

  @Option(help: "The size of every page: 4K, 2M or 1G.")
  var pageSize = PageSize.kib4

  @OptionGroup(title: "Virtualization options")
  var technique: ProfileTechniqueOptions

  @OptionGroup(title: "Workload options")
  var workload: ProfileWorkloadOptions

  @Option(help: "How to print the result.")
  var format = OutputFormat.text

  @Option(name: [.long, .short], help: ArgumentHelp("Also write the result as JSON.", valueName: "file"))
  var out: String?

  @Flag(help: "Show the command's standard output, on standard error.")
  var showOutput = false

  @Flag(name: [.long, .short], help: "Show no progress.")
  var quiet = false

  func validate() throws {
    if source == nil && command.isEmpty {
      throw ValidationError("Nothing to profile: give a workload, a trace, or a command after '--'.")
    }
    if let source, !command.isEmpty {
      throw ValidationError("Two things to profile: '\(source)' and the command '\(command[0])'; give one.")
    }
    if showOutput && command.isEmpty { throw ValidationError("--show-output is for a command after '--'.") }
  }

  func run() throws {
    let chosen = try ProfileSource(name: source, command: command)
    try chosen.refuse(workload)
    let configuration = try ProfileFailure.translated { try TLBDescription.load(tlb).configuration(for: pageSize) }
    let shadowing = try technique.chosen()
    if let out { try Output.checkWritable(out) }
    host_catch_interrupts()
    let profiler = try ProfileFailure.translated { try TLBProfiler(configuration, pageSize: pageSize) }
    let shadow = try ProfileFailure.translated { try shadowing?.profiler(pageSize) }
    let accesses = try ProfileFailure.translated { try chosen.open(workload.parameters, showsOutput: showOutput) }
    let duration = try simulate(accesses, profiler, shadow)
    try conclude(chosen, accesses, profiler, shadow, duration)
  }

  private func simulate(
    _ accesses: any AccessSource, _ profiler: TLBProfiler, _ shadow: ShadowProfiler?
  ) throws -> Duration {
    var progress = ProfileProgress(expectedCount: accesses.expectedCount, isQuiet: quiet)
    defer { progress.finish() }
    return try ProfileFailure.translated {
      try profiler.run(accesses, beside: shadow) { done in
        progress.update(done)
        return !host_was_interrupted()
      }
    }
  }

  /// Prints what was counted, then says what was not as it should be.
  private func conclude(
    _ chosen: ProfileSource, _ accesses: any AccessSource, _ profiler: TLBProfiler, _ shadow: ShadowProfiler?,
    _ duration: Duration
  ) throws {
    let ending = ProfileEnding(accesses, profiler)
    if profiler.counts.all.accesses > 0 {
      let profile = TLBProfile(
        chosen.description(workload), profiler, shadow, duration: duration, isComplete: ending.isComplete)
      let report = ProfileReport(profile)
      if let out { try Output.replaceFile(at: out, with: try report.rendered(as: .json)) }
      try Output.print(try report.rendered(as: format))
    }
    if let warning = ending.warning { Output.note("mmubench: \(warning)") }
    if let failure = ending.failure { throw failure }
  }
}
