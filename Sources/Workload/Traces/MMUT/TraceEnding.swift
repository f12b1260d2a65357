/// How the recording of a trace ended.
public enum TraceEnding: Equatable, Sendable {
  /// All there was is in the trace. Of a program, the status that it exited with.
  case complete(status: Int32?)
  /// A signal killed the recorded program.
  case killed(signal: Int32)
  /// The user interrupted the recording.
  case interrupted
  /// As many accesses as were asked for are in the trace.
  case limited
  /// The trace was salvaged from a damaged file, and this many accesses are missing, if that is known.
  case salvaged(lost: UInt64?)
}

extension TraceEnding {
  /// The ending as the content of a file's notes.
  var fields: MMUTFields {
    var fields = MMUTFields()
    switch self {
    case .complete(let status):
      fields.add("ending", "complete")
      if let status { fields.add("status", "\(status)") }
    case .killed(let signal):
      fields.add("ending", "killed")
      fields.add("signal", "\(signal)")
    case .interrupted: fields.add("ending", "interrupted")
    case .limited: fields.add("ending", "limited")
    case .salvaged(let lost):
      fields.add("ending", "salvaged")
      if let lost { fields.add("lost", "\(lost)") }
    }
    return fields
  }

  /// The ending that a file's notes tell of, if they tell of one that is known.
  init?(_ fields: MMUTFields) {
    switch fields["ending"] {
    case "complete": self = .complete(status: fields["status"].flatMap { Int32($0) })
    case "killed": self = .killed(signal: fields["signal"].flatMap { Int32($0) } ?? 0)
    case "interrupted": self = .interrupted
    case "limited": self = .limited
    case "salvaged": self = .salvaged(lost: fields["lost"].flatMap { UInt64($0) })
    default: return nil
    }
  }
}
