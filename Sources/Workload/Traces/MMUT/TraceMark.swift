/// A place in a trace that has a name: where a phase begins.
public struct TraceMark: Equatable, Sendable {
  /// How many accesses and events come before it.
  public var index: UInt64
  /// Its name.
  public var name: String

  /// A mark.
  public init(index: UInt64, name: String) {
    self.index = index
    self.name = name
  }

  /// The mark of a line of a file's notes: the index, a blank, the name.
  init?(_ text: String) {
    let parts = MMUTFields.split(Substring(text), at: " ", atMost: 2)
    guard parts.count == 2, let index = UInt64(parts[0]) else { return nil }
    self.init(index: index, name: String(parts[1]))
  }
}
