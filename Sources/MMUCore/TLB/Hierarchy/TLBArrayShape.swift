/// One TLB of a hierarchy.
public struct TLBArrayShape: Equatable, Sendable, BitwiseCopyable {
  /// How far it is from the processor, 1 to 3.
  public let level: Int
  /// Whose translations it holds.
  public let side: TLBSide
  /// The sizes of the pages that it holds.
  public let sizes: PageSizeSet
  /// Its sets and ways.
  public let geometry: TLBGeometry
  /// Whether an entry maps a pair of pages, the even one and the odd one after it, as on the R4000.
  public let pairsPages: Bool
  /// Which of the permutation tables that the hierarchy is given is this TLB's.
  public let permutationTable: Int

  /// A TLB.
  public init(
    level: Int, _ side: TLBSide, _ sizes: PageSizeSet, _ geometry: TLBGeometry, pairsPages: Bool = false,
    permutationTable: Int = 0
  ) {
    self.level = level
    self.side = side
    self.sizes = sizes
    self.geometry = geometry
    self.pairsPages = pairsPages
    self.permutationTable = permutationTable
  }

  /// One that is not there.
  static var absent: TLBArrayShape { TLBArrayShape(level: 0, .both, .none, TLBGeometry(sets: 1, ways: 1)) }

  /// Whether it serves a side's pages of a size.
  func serves(_ side: Int, _ size: PageSize) -> Bool { self.side.serves(side) && sizes.contains(size) }
}
