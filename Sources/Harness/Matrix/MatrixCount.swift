/// How often something was counted.
public struct MatrixCount: Equatable, Sendable {
  /// What.
  public let name: String
  /// How often.
  public let count: Int

  /// A count.
  public init(_ name: String, _ count: Int) {
    self.name = name
    self.count = count
  }
}
