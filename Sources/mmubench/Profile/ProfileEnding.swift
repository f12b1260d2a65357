import CHost
import Foundation
import Profiling
import Workload

/// How a profile came to its end, and what that means for the exit status.
struct ProfileEnding {
  /// Whether all there was to profile was profiled.
  var isComplete: Bool { failure == nil }
  /// Something that the user should know, and no failure.
  private(set) var warning: String?
  /// Why the exit status is not 0.
  private(set) var failure: CommandFailure?

  init(_ accesses: any AccessSource, _ profiler: TLBProfiler) {
    let count = profiler.counts.all.accesses
    let commandEnding = (accesses as? LackeyRecorder)?.finish()
    if host_was_interrupted() {
      failure = CommandFailure(.interrupted, "interrupted: the profile covers the \(count) accesses until then")
    } else if let commandEnding {
      judge(commandEnding, count)
    } else if count == 0 {
      failure = CommandFailure(
        .badData, "the trace has no memory accesses; record it with: valgrind --tool=lackey --trace-mem=yes")
    } else if let signal = (accesses as? LackeyTextSource)?.terminatingSignal {
      warning = "warning: the recorded program was killed by \(Self.name(signal))"
    }
  }

  private mutating func judge(_ ending: CommandEnding, _ count: UInt64) {
    switch ending {
    case .killed(let signal):
      failure = CommandFailure(
        .badData, "the command was killed by \(Self.name(signal)): the profile covers what it did until then")
    case .exited(let status) where count == 0:
      failure = CommandFailure(
        .badData, "Valgrind recorded nothing and ended with status \(status); see its message above")
    case .exited(0): break
    case .exited(let status): warning = "warning: the command ended with status \(status)"
    }
  }

  private static func name(_ signal: Int32) -> String {
    "signal \(signal) (\(strsignal(signal).map { String(cString: $0) } ?? "unknown"))"
  }
}
