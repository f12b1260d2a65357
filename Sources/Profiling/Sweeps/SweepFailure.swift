/// Why a cell has no result, where no other error says it.
public enum SweepFailure: Error, Equatable, Sendable {
  /// The trace is a pipe or a device.
  case notAFile(path: String)
  /// The trace has no memory accesses.
  case noAccesses
}

extension SweepFailure: CustomStringConvertible {
  /// One sentence: what is wrong, and what to do.
  public var description: String {
    switch self {
    case .notAFile(let path): "'\(path)' is no regular file, and a sweep reads it several times: save it to a file"
    case .noAccesses: "the trace has no memory accesses"
    }
  }
}
