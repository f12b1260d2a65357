import Foundation
import Regression

/// Counts the instructions of benchmarks that became slower, to tell code that does more from code that lies elsewhere.
struct InstructionComparison {
  private let base: BenchmarkProgram
  private let head: BenchmarkProgram
  private let folder: ScratchFolder

  init(base: BenchmarkProgram, head: BenchmarkProgram, in folder: ScratchFolder) {
    self.base = base
    self.head = head
    self.folder = folder
  }

  /// Those of some benchmarks that take the same number of instructions on both sides, as far as both programs can count them
  /// under Valgrind; none of programs that are not ours.
  func same(_ names: [String]) throws -> Set<String> {
    guard base.kind == .mmubench, head.kind == .mmubench else { return [] }
    guard let ours = try counters(base, names), let theirs = try counters(head, names) else { return [] }
    return Set(
      names.filter { name in
        guard let old = ours[name], let new = theirs[name], old.validFor == new.validFor else { return false }
        return old.events == new.events && old.operations == new.operations
      })
  }

  /// `nil` where they cannot be counted: an mmubench that does not know how, or no Valgrind.
  private func counters(_ program: BenchmarkProgram, _ names: [String]) throws -> [String: ExactCounter]? {
    let output = folder.file("instructions.json")
    unlink(output)
    let run = ProgramRun(
      path: program.path, arguments: program.arguments(names, output: output) + ["--callgrind"],
      errors: folder.file("errors"))
    guard case .exited = try run.run(), let results = try? RunReader.read(output) else { return nil }
    let counters = results.benchmarks.compactMap { benchmark in
      benchmark.counters.first { $0.name == "instructions" }.map { (benchmark.name, $0) }
    }
    return Dictionary(counters) { first, _ in first }
  }
}
