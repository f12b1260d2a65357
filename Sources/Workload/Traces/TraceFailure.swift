/// Why a trace, or a program that makes one, gave no accesses.
public enum TraceFailure: Error, Equatable, Sendable {
  /// The trace cannot be opened.
  case cannotOpen(path: String, errorNumber: Int32)
  /// Reading failed after the trace was opened.
  case cannotRead(name: String, errorNumber: Int32)
  /// Writing failed.
  case cannotWrite(name: String, errorNumber: Int32)
  /// The trace is not what it should be.
  case malformed(name: String, TraceDamage)
  /// The compressed data is wrong or ends early; the reason begins with the compression's name.
  case badCompression(name: String, reason: String)
  /// There is nothing in the trace.
  case empty(name: String)
  /// The trace is of no format that its beginning tells.
  case unknownFormat(name: String)
  /// There is no such command, or it may not be run.
  case cannotRunCommand(name: String, errorNumber: Int32)
  /// Valgrind is not installed.
  case valgrindMissing
  /// The system refused to start Valgrind.
  case cannotStartValgrind(errorNumber: Int32)
}
