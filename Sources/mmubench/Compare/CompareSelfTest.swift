import CHost
import Foundation
import Regression
import Report

/// `compare --self-test`: puts faults into a program and compares it with itself as a user would, and expects the exit codes.
struct CompareSelfTest {
  /// A fault and what comparing must say to it.
  private struct Trial {
    let title: String
    let injection: String?
    let expected: ExitStatus
    /// How many pairs: few where times decide nothing.
    var pairs = (first: 7, most: 7)
  }

  private let mmubench: String
  private let program: String
  private let isQuiet: Bool
  private let folder: ScratchFolder

  /// A slowdown that is found on any host on which anything can be told: the margin three times.
  private static let trials = [
    Trial(title: "10 % slower", injection: "slowdown=10%", expected: .regression, pairs: (10, 20)),
    Trial(title: "a counter that is worse", injection: "counter", expected: .regression),
    Trial(title: "a benchmark that is missing", injection: "missing", expected: .notComparable),
    Trial(title: "an allocation in timed code", injection: "allocation", expected: .wrong),
    Trial(title: "the same program", injection: nil, expected: .ok, pairs: (10, 20)),
  ]

  /// Short operations that only touch the first-level cache, one with counters, so that a process takes a third of a second.
  private static let filter = "^(walk/x86-long4/hot/4k|walk/x86-long4/hot/1g|walk-nested/x86-pae-on-npt/hot)$"

  /// A test.
  ///
  /// - Parameter program: an mmubench; this one if `nil`.
  init(program: String?, isQuiet: Bool, in folder: ScratchFolder) throws {
    mmubench = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? "/proc/self/exe"
    self.program = program.map { URL(fileURLWithPath: $0).path } ?? mmubench
    self.isQuiet = isQuiet
    self.folder = folder
    guard access(self.program, X_OK) == 0 else {
      throw CommandFailure(.noInput, "there is no program \(self.program)")
    }
  }

  /// Runs them all; fails with the first that does not come out as expected.
  func run() throws {
    for (number, trial) in Self.trials.enumerated() {
      progress("\(number + 1) of \(Self.trials.count): \(trial.title)")
      let run = ProgramRun(
        path: mmubench, arguments: try arguments(trial), output: folder.file("output"),
        errors: folder.file("errors"))
      let ending = try run.run()
      progress("")
      if host_was_interrupted() { throw CommandFailure(.interrupted, "interrupted") }
      guard ending == .exited(trial.expected.rawValue) else {
        throw CommandFailure(.internalError, failure(trial, ending, run))
      }
      try Output.print("\(trial.title): exit \(trial.expected.rawValue), as expected\n")
    }
  }

  /// Replaces the line on a terminal.
  private func progress(_ text: String) {
    guard !isQuiet && isatty(STDERR_FILENO) == 1 else { return }
    FileHandle.standardError.write(Data("\r\u{1B}[K\(text)".utf8))
  }

  private func arguments(_ trial: Trial) throws -> [String] {
    [
      "compare", "--ab", program, try head(trial), "--filter", Self.filter, "--reps", "5", "--min-time", "0.002",
      "--quiet",
    ]
      + ["--pairs", "\(trial.pairs.first)", "--max-pairs", "\(trial.pairs.most)"]
  }

  /// A program with the fault in it: a script that runs the program with one argument more.
  private func head(_ trial: Trial) throws -> String {
    guard let injection = trial.injection else { return program }
    let path = folder.file("head-" + (injection.split(separator: "=").first.map(String.init) ?? "fault"))
    let quoted = "'" + program.replacingOccurrences(of: "'", with: "'\\''") + "'"
    let script = """
      #!/bin/sh
      exec \(quoted) "$@" --inject \(injection)

      """
    try Output.replaceFile(at: path, with: script)
    guard chmod(path, 0o700) == 0 else {
      throw CommandFailure(.inputOutput, "cannot make \(path) a program: \(String(cString: strerror(errno)))")
    }
    return path
  }

  private func failure(_ trial: Trial, _ ending: ProgramRun.Ending, _ run: ProgramRun) -> String {
    let output = (try? String(contentsOfFile: run.output, encoding: .utf8)) ?? ""
    let said = [output, run.lastWords ?? ""].joined(separator: "\n").trimmingCharacters(in: .whitespacesAndNewlines)
    let got = if case .exited(let status) = ending { "exit \(status)" } else { "a crash" }
    return "the gate is broken: \(trial.title) gave \(got), expected \(trial.expected.rawValue); it said:\n\(said)"
  }
}
