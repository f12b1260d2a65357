import CHost
import Foundation
import Regression

/// Processes of real programs.
struct ProgramProcesses: ProcessSource {
  private let programs: [Arm: BenchmarkProgram]
  private let folder: ScratchFolder
  private let alsoOnce: [Arm: [String]]
  /// What the first process of each arm wrote.
  private(set) var firstRuns: [Arm: MeasuredRun] = [:]

  /// Processes.
  ///
  /// - Parameter alsoOnce: benchmarks that only an arm has: its first process runs them too.
  init(_ programs: [Arm: BenchmarkProgram], in folder: ScratchFolder, alsoOnce: [Arm: [String]] = [:]) {
    self.programs = programs
    self.alsoOnce = alsoOnce
    self.folder = folder
  }

  mutating func run(_ arm: Arm, _ names: [String]) throws -> [String: Double] {
    guard let program = programs[arm] else { return [:] }
    let also = firstRuns[arm] == nil ? alsoOnce[arm] ?? [] : []
    guard let results = try results(of: program, names + also, isFirst: firstRuns[arm] == nil) else { return [:] }
    if firstRuns[arm] == nil { firstRuns[arm] = results }
    let times = results.benchmarks.compactMap { benchmark in
      benchmark.processes.first.map { (benchmark.name, $0.least) }
    }
    return Dictionary(times) { min($0, $1) }
  }

  /// What a process wrote; `nil` if it ended well and wrote nothing, as one does that finds none of a few benchmarks. The first
  /// has them all and must write.
  private func results(of program: BenchmarkProgram, _ names: [String], isFirst: Bool) throws -> MeasuredRun? {
    let output = folder.file("results.json")
    unlink(output)
    let run = ProgramRun(
      path: program.path, arguments: program.arguments(names, output: output),
      errors: folder.file("errors"))
    let ending = try run.run()
    // What an interrupted process wrote lacks some of its times.
    if host_was_interrupted() { throw ProcessInterruption() }
    let hasResults = access(output, R_OK) == 0
    if ending == .exited(0) && !hasResults && !isFirst { return nil }
    try check(ending, run, program, hasResults: hasResults)
    do throws(RunFailure) {
      var results = try RunReader.read(output)
      results.label = program.label
      return results
    } catch {
      throw CommandFailure(.badData, "\(program.label) wrote no sound results: \(error.place) \(error.reason)")
    }
  }

  /// A status other than 0 is no failure of a process that wrote what was wrong into its results: mmubench does so.
  private func check(
    _ ending: ProgramRun.Ending, _ run: ProgramRun, _ program: BenchmarkProgram, hasResults: Bool
  ) throws {
    let told: [ExitStatus] = program.kind == .mmubench ? [.ok, .wrong, .internalError] : [.ok]
    if case .exited(let status) = ending, told.contains(where: { $0.rawValue == status }), hasResults { return }
    let how =
      switch ending {
      case .exited(0): "wrote no results"
      case .exited(let status): "ended with status \(status)"
      case .killed(let signal): "was killed by signal \(signal) (\(String(cString: strsignal(signal))))"
      }
    let words = run.lastWords.map { "; it said: \($0)" } ?? ""
    throw CommandFailure(.badData, "\(program.label) \(how)\(words)")
  }
}
