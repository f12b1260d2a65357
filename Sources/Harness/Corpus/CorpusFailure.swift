/// A corpus file that cannot be read.
public struct CorpusFailure: Error, Equatable, Sendable, CustomStringConvertible {
  /// The line, from 1; the last one for what is missing.
  public let line: Int
  /// What was expected there.
  public let expected: String

  /// One sentence.
  public var description: String { "line \(line): expected \(expected)" }
}
