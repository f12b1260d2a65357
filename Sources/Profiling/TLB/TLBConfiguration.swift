import MMUCore

/// The TLBs of a processor for pages of one size.
public struct TLBConfiguration: Equatable, Sendable {
  /// What the user called it: a preset's name or a specification.
  public let name: String
  /// The first level for fetches.
  public let instruction: TLBGeometry
  /// The first level for loads and stores.
  public let data: TLBGeometry
  /// The level behind both, if there is one.
  public let second: TLBGeometry?

  /// A configuration of possible shapes.
  public init(name: String, instruction: TLBGeometry, data: TLBGeometry, second: TLBGeometry?) {
    self.name = name
    self.instruction = instruction
    self.data = data
    self.second = second
  }
}
