import ArgumentParser
import Regression

/// `mmubench compare`: files, programs, or a program with itself.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Say whether performance changed, with an exit code that CI can trust.",
    usage: """
      mmubench compare <base> <head> [<options>]
      mmubench compare --ab <base program> <head program> [<options>]
      mmubench compare --aa <program> [<options>]
      mmubench compare --self-test [<program>] [<options>]
      """,
    discussion: """
      A side is a JSON file of mmubench bench, of mmubench profile or of any program with Google Benchmark, a folder of \
      such files, or - for standard input. Exact counters are compared exactly. Times of files are advisory, unless both \
      sides name the same machine and have six processes each; --ab runs programs in pairs, and its times decide.

      EXIT CODES: 0 fine, 1 regressed, 2 not comparable (missing, renamed or configured otherwise), 3 allocated or failed, \
      4 inconclusive with --require-conclusive.

      EXAMPLES:
        mmubench compare results/baseline head.json
        mmubench compare base.json head.json --out table.md --out junit.xml
        mmubench compare old/ new/ --counter cache_misses=lower --margin 2%
        mmubench compare --ab base/mmubench head/mmubench --filter '^walk/'
        mmubench compare --aa .build/release/mmubench
      """)

  @Flag(help: "Compare two programs: run them in pairs.")
  var ab = false

  @Flag(
    help:
      "Measure this machine's noise: compare a program with itself, and keep what it takes to tell a change from it.")
  var aa = false

  @Flag(help: "Try the gate: put faults into a program, and fail unless each is found and nothing else is.")
  var selfTest = false

  @Argument(help: .hidden)
  var sides: [String] = []

  @OptionGroup var options: CompareOptions
  @OptionGroup(title: "Options for programs") var processes: CompareProcessOptions

  func validate() throws {
    guard [ab, aa, selfTest].filter(\.self).count <= 1 else {
      throw ValidationError("--ab, --aa and --self-test exclude each other.")
    }
    guard sideCounts.contains(sides.count) else {
      throw ValidationError("\(wanted), not \(sides.count); see 'mmubench compare --help'.")
    }
    if ab || aa || selfTest, let choice = options.counter.first {
      throw ValidationError("--counter \(choice.name) is for files.")
    }
  }

  func run() throws {
    let output = CompareOutput(options: options)
    try output.checkWritable()
    let programs = CompareProcesses(
      rules: options.rules, filter: options.filter, quiet: options.quiet, options: processes)
    if aa { return try programs.calibrate(sides[0]) }
    if selfTest { return try programs.testSelf(sides.first) }
    let comparison =
      ab
      ? try programs.comparison(base: sides[0], head: sides[1])
      : try CompareFiles(options: options).comparison(base: sides[0], head: sides[1])
    try output.finish(comparison)
  }

  private var sideCounts: ClosedRange<Int> { selfTest ? 0...1 : aa ? 1...1 : 2...2 }

  private var wanted: String {
    if selfTest { return "--self-test takes one program or none" }
    if aa { return "--aa takes one program" }
    return ab ? "--ab takes two programs, base and head" : "compare takes two sides, base and head"
  }
}
