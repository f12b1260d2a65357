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
        .badData,
        "the trace has no memory accesses; docs/TRACES.md says how each tool records them, such as "
          + "valgrind --tool=lackey --trace-mem=yes")
    } else if let signal = (accesses as? LackeyTextSource)?.terminatingSignal {
      warning = "warning: the recorded program was killed by \(Self.name(signal))"
    } else if let ending = (accesses as? MMUTSource)?.ending {
      warning = Self.warning(of: ending)
    }
  }

  /// What a trace says of its recording, where that did not go to the program's end.
  private static func warning(of ending: TraceEnding) -> String? {
    switch ending {
    case .complete, .limited: nil
    case .killed(let signal): "warning: the recorded program was killed by \(name(signal))"
    case .interrupted: "warning: the recording was interrupted: the trace has what the program did until then"
    case .salvaged(let lost?): "warning: the trace was salvaged from a damaged file, without \(lost) accesses"
    case .salvaged(nil): "warning: the trace was salvaged from a damaged file, and parts are missing"
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
