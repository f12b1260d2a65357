import Benchmarks
import CHost
import Foundation

/// Runs the same benchmarks in several processes, one after the other, and puts their results together. What a process's layout of
/// memory does to a time, it does to all its repetitions; only another process shows it.
struct BenchProcesses {
  let count: Int

  /// Runs them until all have ended, something is wrong, or an interrupt comes; keeps what was finished.
  func run(_ progress: BenchProgress) throws -> [BenchmarkResult] {
    let folder = try ScratchFolder()
    var results: [BenchmarkResult] = []
    for process in 0..<count where !host_was_interrupted() {
      progress.begin(process: process, of: count)
      let file = folder.file("process-\(process).json")
      let status = try run(writing: file)
      try take(file, process, status, into: &results)
      // What is wrong in one process is wrong in all.
      if results.contains(where: { $0.failure != nil || $0.allocations > 0 }) { break }
    }
    return results
  }

  /// The same command line with a file for the results, behind the subcommand's name.
  private func run(writing file: String) throws -> Int32 {
    let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let arguments = CommandLine.arguments
    return try ProgramRun(
      path: program, arguments: [arguments[1], "--process-file", file] + arguments.dropFirst(2),
      environment: ProcessInfo.processInfo.environment, interrupt: .isToldOnce
    ).run().status
  }

  private func take(_ file: String, _ process: Int, _ status: Int32, into results: inout [BenchmarkResult]) throws {
    guard let data = FileManager.default.contents(atPath: file) else {
      if host_was_interrupted() { return }
      throw CommandFailure(
        .internalError, "process \(process + 1) of \(count) ended with status \(status) and no results")
    }
    for result in try JSONDecoder().decode(BenchmarkFile.self, from: data).results(process: process) {
      guard let place = results.firstIndex(where: { $0.name == result.name }) else {
        results.append(result)
        continue
      }
      results[place].add(result)
    }
  }
}
