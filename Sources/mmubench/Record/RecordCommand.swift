import ArgumentParser
import CHost
import Foundation
import MMUCore
import Report
import Workload

/// `mmubench record`: makes a trace.
struct RecordCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "record",
    abstract: "Makes a .mmut trace: of a program, of a trace in another format, or of what is sound of a damaged one.",
    usage: """
      mmubench record -o <file> [<options>] -- <command> [<argument> ...]
      mmubench record -o <file> [--from <format>] <trace>|- [<options>]
      mmubench record -o <file> --salvage <damaged trace> [<options>]
      """,
    discussion: """
      A command is recorded with Valgrind: the program itself, not those that it starts, nor one that replaces it (exec). \
      The trace tells what it had mapped, with symbols. Its standard output is discarded unless --show-output is given. \
      The file is put in place when it is whole; Ctrl-C ends the recording and keeps what was recorded.

      EXAMPLES:
        mmubench record -o ls.mmut -- ls -l /usr/bin
        mmubench record -o data.mmut --data-only --accesses 100M -- python3 -c 'print(2 ** 1000)'
        mmubench record -o gcc.mmut --from champsim gcc.champsimtrace.xz
        valgrind --tool=lackey --trace-mem=yes --log-fd=9 ls 9>&1 >/dev/null | mmubench record -o ls.mmut --from lackey -
        mmubench record -o good.mmut --salvage broken.mmut
        mmubench profile ls.mmut
      """)

  @Option(
    name: [.customShort("o"), .long],
    help: ArgumentHelp("The trace to write, or - for standard output.", valueName: "file"))
  var out: String

  @Argument(help: ArgumentHelp("A trace to convert, or - for standard input.", valueName: "trace"))
  var source: String?

  @Argument(parsing: .postTerminator, help: ArgumentHelp("A command to record with Valgrind.", valueName: "command"))
  var command: [String] = []

  @Option(
    help: ArgumentHelp(
      "The format of the trace to convert: \(ForeignTraceFormat.allCases.map(\.rawValue).joined(separator: ", ")). (default: what its beginning tells)",
      valueName: "format"))
  var from: String?

  @Option(help: ArgumentHelp("A damaged .mmut trace to keep what is sound of.", valueName: "file"))
  var salvage: String?

  @OptionGroup(title: "Trace options")
  var options: RecordOptions

  @Flag(help: "Show the command's standard output, on standard error.")
  var showOutput = false

  @Flag(name: [.long, .short], help: "Show neither progress nor summary.")
  var quiet = false

  func validate() throws {
    let given = [
      source.map { "the trace '\($0)'" }, command.first.map { "the command '\($0)'" },
      salvage.map { "--salvage \($0)" },
    ]
    .compactMap { $0 }
    guard given.count == 1 else {
      throw ValidationError(
        given.isEmpty
          ? "Nothing to record: give a command after '--', a trace, or --salvage."
          : "Several things to record: \(given.joined(separator: " and ")); give one.")
    }
    if from != nil && source == nil { throw ValidationError("--from is for a trace to convert.") }
    if showOutput && command.isEmpty { throw ValidationError("--show-output is for a command after '--'.") }
  }

  func run() throws {
    try options.check()
    let chosen = try RecordSource(source, from, command, salvage)
    if out != "-" { try Output.checkWritable(out) }
    host_catch_interrupts()
    let accesses = try ProfileFailure.translated {
      try chosen.open(addressBits: options.addressBits, showsOutput: showOutput)
    }
    let file = try FileReplacement(path: out)
    let name = out == "-" ? "standard output" : out
    let writer = try ProfileFailure.translated {
      try MMUTWriter(
        DescriptorWriter(file.descriptor, name: name), chosen.description(accesses, options), level: options.level,
        blockSize: options.blockSize)
    }
    let recording = Recording(accesses, to: writer, options)
    try ProfileFailure.translated { try recording.run(isQuiet: quiet) }
    try conclude(recording, file, name)
  }

  /// Puts the file in place, unless there is nothing in it, and says what was not as it should be.
  private func conclude(_ recording: Recording, _ file: FileReplacement, _ name: String) throws {
    let ending = RecordEnding(recording, name)
    if ending.isWorthKeeping {
      try ProfileFailure.translated { try recording.finish(ending.ending) }
      try file.commit()
      if !quiet { Output.note("mmubench: \(recording.summary(name))") }
    }
    for warning in ending.warnings { Output.note("mmubench: \(warning)") }
    if let failure = ending.failure { throw failure }
  }
}
