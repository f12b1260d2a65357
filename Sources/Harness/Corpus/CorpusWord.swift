import MMUCore

/// One word of a case's memory.
public struct CorpusWord: Equatable, Sendable {
  /// Where it lies.
  public var address: GPA
  /// What it holds before the access.
  public var value: UInt64

  /// A word.
  public init(address: GPA, value: UInt64) {
    self.address = address
    self.value = value
  }
}
