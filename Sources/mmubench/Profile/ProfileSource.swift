import Foundation
import MMUCore
import Profiling
import Report
import Workload

/// What to profile.
enum ProfileSource {
  case workload(WorkloadName)
  case trace(path: String, ForeignTraceFormat?)
  case command([String])

  /// The source that the arguments name: a workload before a file of the same name.
  ///
  /// - Parameter format: the name of a trace's format, where its beginning does not tell.
  init(name: String?, command: [String], format: String? = nil) throws {
    let format = try format.map(TraceFormatName.format)
    guard let name else {
      self = .command(command)
      return
    }
    if format == nil, let workload = WorkloadName(rawValue: name) {
      self = .workload(workload)
    } else if name == "-" || FileManager.default.fileExists(atPath: name) {
      self = .trace(path: name, format)
    } else {
      throw Self.notFound(name)
    }
  }

  /// Whether a name is of no workload and of no file.
  static func isUnknown(_ name: String) -> Bool {
    WorkloadName(rawValue: name) == nil && GuestWorkloadName(rawValue: name) == nil && name != "-"
      && !FileManager.default.fileExists(atPath: name)
  }

  /// Refuses options that mean nothing for this source.
  func refuse(_ options: ProfileWorkloadOptions) throws {
    for (name, _) in options.given {
      switch self {
      case .trace, .command:
        throw CommandFailure(.usage, "--\(name) shapes a built-in workload, and means nothing for a trace or a command")
      case .workload(let workload):
        guard let parameter = WorkloadParameter(rawValue: name), !workload.parameters.contains(parameter) else {
          continue
        }
        throw CommandFailure(.usage, "workload '\(workload.rawValue)' has no --\(name)")
      }
    }
  }

  /// Opens the source. Addresses are those of 4-level paging.
  func open(_ parameters: WorkloadParameters, showsOutput: Bool = false) throws -> any AccessSource {
    let addressBits: UInt8 = 48
    switch self {
    case .workload(let name): return try WorkloadCatalog.source(name, parameters)
    case .trace(let path, let format): return try TraceCatalog.open(path, format: format, addressBits: addressBits)
    case .command(let command):
      return try LackeyRecorder(command, showsOutput: showsOutput, addressBits: addressBits)
    }
  }

  /// The source as the result names it.
  func description(_ options: ProfileWorkloadOptions) -> TLBProfile.Source {
    switch self {
    case .workload(let name):
      TLBProfile.Source(.workload, [name.rawValue], parameters: options.parameters.named(for: name))
    case .trace(let path, _): TLBProfile.Source(.trace, [path])
    case .command(let command): TLBProfile.Source(.command, command)
    }
  }

  private static func notFound(_ name: String) -> CommandFailure {
    if name.contains("/") || name.contains(".") {
      return CommandFailure(.noInput, "there is no trace '\(name)'; check the path")
    }
    let streams = WorkloadName.allCases.map(\.rawValue)
    let names = streams + GuestWorkloadName.allCases.map(\.rawValue).filter { !streams.contains($0) }
    let hint =
      NearestName.of(name, among: names).map { "did you mean '\($0)'?" }
      ?? "the workloads are \(names.joined(separator: ", "))"
    return CommandFailure(.usage, "there is no workload and no trace file '\(name)'; \(hint)")
  }
}
