/// The ranges of addresses that a program has mapped: huge pages fit where one covers a whole region.
public struct MappedRanges: Equatable, Sendable {
  /// Ascending, neither touching nor overlapping.
  private let ranges: [Range<UInt64>]?

  /// Everything is mapped, for sources that do not say what is.
  public static let everything = MappedRanges(all: ())

  private init(all: Void) { ranges = nil }

  /// The union of some ranges.
  public init(_ ranges: [Range<UInt64>]) {
    var union: [Range<UInt64>] = []
    for range in ranges.filter({ !$0.isEmpty }).sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = union.last, range.lowerBound <= last.upperBound {
        union[union.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        union.append(range)
      }
    }
    self.ranges = union
  }

  /// Whether one mapping covers every byte of a range.
  public func covers(_ range: Range<UInt64>) -> Bool {
    guard let ranges else { return true }
    var (low, high) = (0, ranges.count)
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound < range.upperBound { low = middle + 1 } else { high = middle }
    }
    return low < ranges.count && ranges[low].lowerBound <= range.lowerBound
  }
}
