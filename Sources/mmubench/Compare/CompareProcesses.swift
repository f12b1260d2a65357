import ArgumentParser
import CHost
import Foundation
import Regression
import Report

/// What `compare` does with programs instead of files.
struct CompareProcesses {
  /// How the comparison is judged.
  let rules: Comparison.Rules
  /// The benchmarks whose names match; `nil` for those whose times hardly depend on what else uses the caches.
  let filter: String?
  /// Whether progress is shown.
  let quiet: Bool
  /// How many pairs, and what the programs are called with.
  let options: CompareProcessOptions

  /// `--ab BASE_EXE HEAD_EXE`.
  ///
  /// - Returns: what was found. If the user ended it, what there was until then.
  /// - Throws: a ``CommandFailure`` if a program is missing, crashes, or writes what is no result.
  func comparison(base: String, head: String) throws -> Comparison {
    host_catch_interrupts()
    let folder = try ScratchFolder()
    do {
      let programs = try programs(base, head, in: folder)
      var comparison = try PairComparison(self, programs, in: folder)
      return try comparison.run()
    } catch is ProcessInterruption {
      throw CommandFailure(.interrupted, "interrupted before anything was measured")
    }
  }

  /// `--aa EXE`: measures this machine's noise, keeps it, and prints it.
  func calibrate(_ executable: String) throws {
    host_catch_interrupts()
    let folder = try ScratchFolder()
    do {
      try FloorCalibration(self, try programs(executable, executable, in: folder), in: folder).run()
    } catch is ProcessInterruption {
      throw CommandFailure(.interrupted, "interrupted; no floors were kept")
    }
  }

  /// `--self-test [EXE]`: puts faults into a program and fails unless every one is found.
  func testSelf(_ executable: String?) throws {
    host_catch_interrupts()
    try CompareSelfTest(program: executable, isQuiet: quiet, in: try ScratchFolder()).run()
  }

  /// The program of each arm. The control is a copy of base: the same bytes in another place of the disk and of memory.
  private func programs(_ base: String, _ head: String, in folder: ScratchFolder) throws -> [Arm: BenchmarkProgram] {
    let baseProgram = try BenchmarkProgram(base, options.settings, in: folder)
    let headProgram = base == head ? baseProgram : try BenchmarkProgram(head, options.settings, in: folder)
    var control = baseProgram
    control.path = folder.file("copy-of-base")
    do {
      try FileManager.default.copyItem(
        atPath: (baseProgram.path as NSString).resolvingSymlinksInPath, toPath: control.path)
    } catch {
      throw CommandFailure(.inputOutput, "cannot copy \(base) to \(control.path): \(error.localizedDescription)")
    }
    return [.base: baseProgram, .head: headProgram, .control: control]
  }
}
