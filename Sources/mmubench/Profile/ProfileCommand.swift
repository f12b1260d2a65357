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
      mmubench profile <workload> --technique all|<technique>,... [<options>]
      """,
    discussion: """
      A command is recorded with Valgrind: the program itself, not those that it starts, nor one that replaces it (exec). \
      Its standard output is discarded unless --show-output is given.

      EXAMPLES:
        mmubench profile -- ls -l /usr/bin
        mmubench profile --explain --html ls.html -- ls -l /usr/bin
        mmubench profile zipf --footprint 4G --accesses 100M --tlb zen4 --tlb skylake
        mmubench profile gups --footprint 8G --page-size 2M --format json --out gups.json
        mmubench profile gups --technique shadow --policy write-protect --accesses 1M
        mmubench profile forkwait --technique all --explain
        mmubench profile redis --technique nested --machines 4 --memory 32M --share
        mmubench profile kernel-build --kpti --sweep exit-cost=500..10000
        mmubench profile zipf --technique nested --walk-cache 4,4,24,nested=16 --mrc
        mmubench profile trace.mmut --tlb mine.json --assert 'walks_per_1000 < 0.5'
        valgrind --tool=lackey --trace-mem=yes --log-fd=9 ls 9>&1 >/dev/null | mmubench profile -
      """)

  @Argument(
    help: ArgumentHelp(
      "A workload, a trace of any format that docs/TRACES.md names (compressed or not), or - for standard input.",
      valueName: "source"))
  var source: String?

  @Argument(
    parsing: .postTerminator, help: ArgumentHelp("A command to record with Valgrind's lackey.", valueName: "command"))
  var command: [String] = []

  @Option(help: ArgumentHelp("The trace's format, where its beginning does not tell.", valueName: "format"))
  var from: String?

  @Option(
    help: ArgumentHelp(
      "TLBs: a preset (mmubench list presets), a geometry (l1d=64x4,l1i=128x8,l2=1536x12), or a .json file; "
        + "given several times, all in one pass. (default: skylake)", valueName: "tlb"))
  var tlb: [String] = []

  @OptionGroup(title: "Paging options")
  var paging: ProfilePagingOptions

  @OptionGroup(title: "Virtualization options")
  var technique: ProfileTechniqueOptions

  @OptionGroup(title: "Options of a guest's kernel")
  var guest: ProfileGuestOptions

  @OptionGroup(title: "Options of several machines")
  var machines: ProfileMachineOptions

  @OptionGroup(title: "Workload options")
  var workload: ProfileWorkloadOptions

  @OptionGroup(title: "Analysis options")
  var analysis: ProfileAnalysisOptions

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
    if let guest = try ProfileGuest(self) { return try guest.run(self) }
    let chosen = try ProfileSource(name: source, command: command, format: from)
    try chosen.refuse(workload)
    let conditions = try analysis.conditions()
    let plan = try ProfileFailure.translated { try self.plan() }
    for path in [out, analysis.html].compactMap(\.self) { try Output.checkWritable(path) }
    host_catch_interrupts()
    let session = try ProfileFailure.translated { try ProfileSession(plan) }
    let accesses = try ProfileFailure.translated { try chosen.open(workload.parameters, showsOutput: showOutput) }
    let duration = try simulate(accesses, session)
    try conclude(chosen, accesses, session, duration, conditions)
  }

  /// What the options ask for.
  private func plan() throws -> ProfilePlan {
    let policy = try PageSizePolicy(paging.pageSize)
    let models = try (tlb.isEmpty ? ["skylake"] : tlb).map { try TLBDescription.load($0).model(for: policy.sizes) }
    var plan = ProfilePlan(models, try paging.paging(policy), walks: try technique.walks(paging.walkCache))
    if let shadowing = try technique.chosen() {
      guard case .uniform = policy else {
        throw CommandFailure(.usage, "--technique shadow takes pages of one size; choose --page-size 4K, 2M or 1G")
      }
      plan.shadow = (shadowing.policy, shadowing.prefetchCount)
    }
    plan.locality = analysis.locality(models[0])
    plan.compared = analysis.compared(models[0])
    return plan
  }

  private func simulate(_ accesses: any AccessSource, _ session: ProfileSession) throws -> Duration {
    var progress = ProfileProgress(expectedCount: accesses.expectedCount, isQuiet: quiet)
    defer { progress.finish() }
    return try ProfileFailure.translated {
      try session.run(accesses) { done in
        progress.update(done)
        return !host_was_interrupted()
      }
    }
  }

  /// Prints what was counted, then says what was not as it should be.
  private func conclude(
    _ chosen: ProfileSource, _ accesses: any AccessSource, _ session: ProfileSession, _ duration: Duration,
    _ conditions: [AssertionExpression]
  ) throws {
    let ending = ProfileEnding(accesses, session.profilers[0])
    var violations: [String] = []
    if session.profilers[0].counts.all.accesses > 0 {
      let profiles = session.profiles(
        chosen.description(workload), duration: duration, isComplete: ending.isComplete,
        naming: (accesses as? any ProgramSource)?.mappings)
      try deliver(profiles)
      violations = ProfileVerdict.violations(of: conditions, profiles)
    }
    if let warning = ending.warning { Output.note("mmubench: \(warning)") }
    if let failure = ending.failure { throw failure }
    if !violations.isEmpty { throw CommandFailure(.regression, violations.joined(separator: "\n")) }
  }

  private func deliver(_ profiles: [TLBProfile]) throws {
    let report = ProfileReport(profiles, analysis)
    if let out { try Output.replaceFile(at: out, with: try report.rendered(as: .json)) }
    if let html = analysis.html {
      try Output.replaceFile(at: html, with: ProfilePage.html(of: profiles[0], others: Array(profiles.dropFirst())))
    }
    try Output.print(try report.rendered(as: format))
  }
}
