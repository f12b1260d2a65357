/// Why result files cannot be read: one sentence with the file, the place in it, the reason and what to do.
public struct RunFailure: Error, Equatable, CustomStringConvertible {
  /// What kind of failure it is, which decides the exit code.
  public enum Kind: Sendable {
    /// There is no such file, or it cannot be opened.
    case noInput
    /// The file is damaged, or no result file.
    case badData
    /// A result file of another schema or version, or of a run that did not end: sound, and not comparable.
    case otherSchema
    /// The system failed while the file was read.
    case inputOutput
  }

  /// What kind of failure it is.
  public let kind: Kind
  /// The file's path; `standard input` where there is none.
  public let path: String
  /// Where in the file: `line 12`, `benchmarks[3].cpu_time`; empty where it is the whole file.
  public let place: String
  /// What is wrong.
  public let reason: String

  package init(_ kind: Kind, _ path: String, at place: String = "", _ reason: String) {
    self.kind = kind
    self.path = path
    self.place = place
    self.reason = reason
  }

  /// The sentence.
  public var description: String { "\(path): \(place.isEmpty ? "" : place + ": ")\(reason)" }
}
