import ArgumentParser
import Benchmarks
import CHost
import Foundation
import Report

/// `mmubench count-instructions`, which `bench --callgrind` runs under Valgrind.
struct CountInstructionsCommand: ParsableCommand {
  static let name = "count-instructions"
  static let configuration = CommandConfiguration(
    commandName: name, abstract: "Run bodies of benchmarks for Callgrind to count their instructions.",
    discussion: "'mmubench bench --callgrind' runs this under Valgrind.", shouldDisplay: false)

  @Argument(help: "A file with the benchmarks' names, one a line.")
  var list: String

  @Option(help: .hidden)
  var inject: BenchmarkInjection?

  func run() throws {
    guard InstructionRun.isPossible else {
      throw CommandFailure(
        .usage, "'mmubench \(Self.name)' counts only under Valgrind; use 'mmubench bench --callgrind'")
    }
    guard let text = try? String(contentsOfFile: list, encoding: .utf8) else {
      throw CommandFailure(.noInput, "cannot read \(list)")
    }
    let names = Set(text.split(separator: "\n").map(String.init))
    let benchmarks = BenchmarkSuite.all().filter { names.contains($0.name) }
    host_catch_interrupts()
    for (name, failure) in InstructionRun.run(inject?.applied(to: benchmarks) ?? benchmarks) {
      Output.note("\(name): \(failure.reason)")
    }
  }
}
