import CHost
import Foundation
import Report
import Workload

/// How a recording came to its end, and what that means for the file and the exit status.
struct RecordEnding {
  /// What the file says.
  private(set) var ending = TraceEnding.complete(status: nil)
  /// Whether there is anything to keep.
  private(set) var isWorthKeeping = true
  /// What the user should know, and no failure.
  private(set) var warnings: [String] = []
  /// Why the exit status is not 0.
  private(set) var failure: CommandFailure?

  init(_ recording: Recording, _ name: String) {
    if host_was_interrupted() {
      ending = .interrupted
      let count = NumberText.grouped(recording.count)
      failure = CommandFailure(.interrupted, "interrupted: \(name) holds the \(count) accesses until then")
    } else if recording.isAtLimit {
      ending = .limited
    } else if let recorder = recording.accesses as? LackeyRecorder {
      judge(recorder.finish(), recording.count)
    } else if let source = recording.accesses as? MMUTSource {
      judge(source, recording.count)
    } else if recording.count == 0 {
      fail(.badData, "the trace has no memory accesses")
    } else if let signal = (recording.accesses as? LackeyTextSource)?.terminatingSignal {
      ending = .killed(signal: signal)
      warnings = ["warning: the recorded program was killed by \(Self.name(signal))"]
    }
  }

  /// The end of a command. An interrupt may have come while it was waited for.
  private mutating func judge(_ commandEnding: CommandEnding, _ count: UInt64) {
    switch commandEnding {
    case _ where host_was_interrupted():
      ending = .interrupted
      failure = CommandFailure(.interrupted, "interrupted: the trace holds the \(count) accesses until then")
    case .killed(let signal):
      ending = .killed(signal: signal)
      failure = CommandFailure(
        .badData, "the command was killed by \(Self.name(signal)): the trace holds what it did until then")
      isWorthKeeping = count > 0
    case .exited(let status) where count == 0:
      fail(.badData, "Valgrind recorded nothing and ended with status \(status); see its message above")
    case .exited(let status):
      ending = .complete(status: status)
      if status != 0 { warnings = ["warning: the command ended with status \(status)"] }
    }
  }

  /// The end of a `.mmut` trace that was read.
  private mutating func judge(_ source: MMUTSource, _ count: UInt64) {
    let salvage = source.salvage
    guard let damage = salvage.firstDamage else {
      ending = source.ending ?? ending
      return
    }
    let lost = NumberText.grouped(salvage.lostCount)
    let amount =
      salvage.sawEnd ? "\(lost) accesses are lost" : "\(lost) accesses and what followed the last sound block are lost"
    warnings = ["\(damage.unit.rawValue) \(damage.number): \(damage.reason)"]
    if salvage.damageCount > 1 { warnings.append("\(salvage.damageCount) places are damaged in all") }
    warnings.append(amount)
    ending = .salvaged(lost: salvage.sawEnd ? salvage.lostCount : nil)
    if count == 0 { fail(.badData, "nothing of the trace is sound") }
  }

  private mutating func fail(_ status: ExitStatus, _ message: String) {
    failure = CommandFailure(status, message)
    isWorthKeeping = false
  }

  private static func name(_ signal: Int32) -> String {
    "signal \(signal) (\(strsignal(signal).map { String(cString: $0) } ?? "unknown"))"
  }
}
