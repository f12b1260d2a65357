import Foundation

/// Results could not be written where they were to go.
public struct OutputFailure: Error, CustomStringConvertible {
  /// Where: a path, or "standard output".
  public let destination: String
  /// The system's error number.
  public let errorNumber: Int32

  /// One sentence: what failed, where and why.
  public var description: String { "cannot write \(destination): \(String(cString: strerror(errorNumber)))" }
}
