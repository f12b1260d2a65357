import Workload

/// A trace as a sweep names it: a path, or `format:path` where neither its beginning nor its name tells the format.
///
/// A path that begins so itself is written with a folder: `./csv:a`.
public struct SweepTrace: Equatable, Sendable {
  /// The format that was named.
  public let format: ForeignTraceFormat?
  /// Where the file is.
  public let path: String

  /// The trace that a text names.
  public init(_ text: String) {
    let sides = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    format = sides.count == 2 ? ForeignTraceFormat(rawValue: String(sides[0])) : nil
    path = format == nil ? text : String(sides[1])
  }
}
