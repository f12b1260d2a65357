import ArgumentParser
import Regression

/// What `compare` does with programs instead of files.
struct CompareProcesses {
  /// How the comparison is judged.
  let rules: Comparison.Rules
  /// The benchmarks whose names match; `nil` for all.
  let filter: String?
  /// Whether progress is shown.
  let quiet: Bool
  /// How many pairs, and what the programs are called with.
  let options: CompareProcessOptions

  /// `--ab BASE_EXE HEAD_EXE`.
  func comparison(base: String, head: String) throws -> Comparison {
    throw CommandFailure(.internalError, "--ab is not there")
  }

  /// `--aa EXE`: measures this machine's noise, keeps it, and prints it.
  func calibrate(_ executable: String) throws {
    throw CommandFailure(.internalError, "--aa is not there")
  }

  /// `--self-test [EXE]`: puts faults into a program and fails unless every one is found.
  func testSelf(_ executable: String?) throws {
    throw CommandFailure(.internalError, "--self-test is not there")
  }
}
