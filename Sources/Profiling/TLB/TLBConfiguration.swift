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

extension TLBConfiguration {
  /// The first two levels of a shape for pages of a size.
  init(_ shape: TLBHierarchyShape, _ size: PageSize) {
    func geometry(_ level: Int, _ side: TLBSide) -> TLBGeometry? {
      (0..<shape.arrayCount).map { shape[$0] }.first {
        $0.level == level && ($0.side == side || $0.side == .both) && $0.sizes.contains(size)
      }?.geometry
    }
    let none = TLBGeometry(sets: 1, ways: 1)
    self.init(
      name: "", instruction: geometry(1, .instruction) ?? none, data: geometry(1, .data) ?? none,
      second: geometry(2, .data))
  }
}
