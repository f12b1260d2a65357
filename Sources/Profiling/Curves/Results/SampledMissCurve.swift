/// The miss-ratio curve that SHARDS estimates from a fixed number of pages, at constant memory.
///
/// Source: Waldspurger, Park, Garthwaite and Ahmad, "Efficient MRC Construction with SHARDS", FAST 2015: fixed size with
/// the correction SHARDS-adj.
public struct SampledMissCurve: Equatable, Sendable, Codable {
  /// One size.
  public struct Point: Equatable, Sendable, Codable {
    /// The number of entries.
    public var entries: Int
    /// The estimated misses in an access.
    public var missRatio: Double

    /// A point.
    public init(entries: Int, missRatio: Double) {
      self.entries = entries
      self.missRatio = missRatio
    }
  }

  /// The translations that went by.
  public var translations: UInt64
  /// Those whose page was sampled.
  public var sampledTranslations: UInt64
  /// The most pages that were followed at a time.
  public var maximumPages: Int
  /// The pages followed at the end.
  public var sampledPages: Int
  /// The part of all pages that they are, 1 when every page was followed.
  public var rate: Double
  /// The estimated number of distinct pages.
  public var distinctPages: Double
  /// The expected mean absolute error of the ratios: 1 / (2 √n), the standard error of a ratio at its worst, where n pages
  /// of equal weight would tell as much as the sample; few pages with most of the uses make n small. 0 where no page was
  /// left out.
  public var expectedError: Double
  /// Points in ascending order of entries.
  public var points: [Point]

  /// A curve with given points.
  public init(
    translations: UInt64, sampledTranslations: UInt64, maximumPages: Int, sampledPages: Int, rate: Double,
    distinctPages: Double, expectedError: Double, points: [Point]
  ) {
    self.translations = translations
    self.sampledTranslations = sampledTranslations
    self.maximumPages = maximumPages
    self.sampledPages = sampledPages
    self.rate = rate
    self.distinctPages = distinctPages
    self.expectedError = expectedError
    self.points = points
  }

  /// The estimated miss ratio with a number of entries, on the line between points.
  public func missRatio(at entries: Int) -> Double {
    guard entries > 0, let first = points.first else { return 1 }
    guard entries > first.entries else { return first.missRatio }
    guard let next = points.firstIndex(where: { $0.entries > entries }) else {
      return points[points.count - 1].missRatio
    }
    let (left, right) = (points[next - 1], points[next])
    let part = Double(entries - left.entries) / Double(right.entries - left.entries)
    return left.missRatio + part * (right.missRatio - left.missRatio)
  }
}
