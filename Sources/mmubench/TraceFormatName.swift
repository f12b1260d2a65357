import Report
import Workload

/// The formats of foreign traces by the names that a user writes.
enum TraceFormatName {
  /// The format of a name.
  static func format(_ name: String) throws -> ForeignTraceFormat {
    if let format = ForeignTraceFormat(rawValue: name) { return format }
    let names = ForeignTraceFormat.allCases.map(\.rawValue)
    let hint =
      NearestName.of(name, among: names).map { "did you mean '\($0)'?" } ?? "there are \(names.joined(separator: ", "))"
    throw CommandFailure(.usage, "there is no trace format '\(name)'; \(hint)")
  }
}
