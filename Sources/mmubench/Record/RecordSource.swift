import Profiling
import Workload

/// What to make a trace of.
enum RecordSource {
  case command([String])
  case trace(path: String, ForeignTraceFormat?)
  case salvage(path: String)

  /// The source that the arguments name, exactly one of which is given.
  init(_ trace: String?, _ format: String?, _ command: [String], _ salvage: String?) throws {
    if let salvage {
      self = .salvage(path: salvage)
    } else if let trace {
      self = .trace(path: trace, try format.map(TraceFormatName.format))
    } else {
      self = .command(command)
    }
  }

  /// Opens the source.
  func open(addressBits: UInt8, showsOutput: Bool) throws -> any AccessSource {
    switch self {
    case .command(let command):
      try LackeyRecorder(command, showsOutput: showsOutput, addressBits: addressBits)
    case .trace(let path, let format): try TraceCatalog.open(path, format: format, addressBits: addressBits)
    case .salvage(let path): try MMUTSource(path: path, salvages: true)
    }
  }

  /// What the trace is of.
  func description(_ accesses: any AccessSource, _ options: RecordOptions) -> TraceDescription {
    var description = TraceDescription(addressBits: options.addressBits)
    if let source = accesses as? MMUTSource {
      description = source.description
    } else if case .trace(let path, _) = self {
      (description.guest, description.paging, description.source) = ("unknown", "unknown", path)
    }
    if case .command(let command) = self { description.command = command }
    description.includesFetches = accesses.includesFetches && !options.dataOnly
    return description
  }
}
