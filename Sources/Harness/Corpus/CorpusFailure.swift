/// A corpus file that cannot be read.
public struct CorpusFailure: Error, Equatable, Sendable, CustomStringConvertible {
  /// The line, from 1; `nil` where a named value is missing or senseless, wherever it stands.
  public let line: Int?
  /// What was expected there.
  public let expected: String

  /// One sentence.
  public var description: String { line.map { "line \($0): expected \(expected)" } ?? "expected \(expected)" }
}
