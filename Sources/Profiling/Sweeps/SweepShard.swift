/// One of n parts of a sweep, for one of n machines.
public struct SweepShard: Equatable, Sendable {
  /// Which part: 1 to ``count``.
  public let index: Int
  /// How many parts there are.
  public let count: Int

  /// The most parts.
  public static let maximumCount = 100_000

  /// Part `index` of `count`; `nil` if there is no such part.
  public init?(index: Int, count: Int) {
    guard (1...Self.maximumCount).contains(count), (1...count).contains(index) else { return nil }
    self.index = index
    self.count = count
  }

  /// The part that a text such as `2/4` names.
  public init?(_ text: String) {
    let sides = text.split(separator: "/", omittingEmptySubsequences: false)
    guard sides.count == 2, let index = Int(sides[0]), let count = Int(sides[1]) else { return nil }
    self.init(index: index, count: count)
  }

  /// The cells of this part, in their order.
  ///
  /// The costliest cells are dealt first, each to the part with the least to do: every part comes to the same split,
  /// and none gets more than another by more than one cell.
  public func select(from cells: [SweepCell]) -> [SweepCell] {
    var loads = [UInt64](repeating: 0, count: count)
    var chosen: [Int] = []
    for position in cells.indices.sorted(by: { (cells[$1].cost, $0) < (cells[$0].cost, $1) }) {
      let lightest = loads.indices.min { loads[$0] < loads[$1] } ?? 0
      let (load, overflows) = loads[lightest].addingReportingOverflow(cells[position].cost)
      loads[lightest] = overflows ? .max : load
      if lightest == index - 1 { chosen.append(position) }
    }
    return chosen.sorted().map { cells[$0] }
  }
}
