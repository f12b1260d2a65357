/// The misses of a fully associative LRU TLB for every number of entries, exactly, thinned to some hundred points.
///
/// Source: Mattson, Gecsei, Slutz and Traiger, "Evaluation techniques for storage hierarchies", IBM Systems Journal 9(2),
/// 1970.
public struct MissCurve: Equatable, Sendable, Codable {
  /// One size.
  public struct Point: Equatable, Sendable, Codable {
    /// The number of entries.
    public var entries: Int
    /// The misses with as many.
    public var misses: UInt64

    /// A point.
    public init(entries: Int, misses: UInt64) {
      self.entries = entries
      self.misses = misses
    }
  }

  /// What it is a curve of.
  public var stream: LocalityStream
  /// The translations.
  public var translations: UInt64
  /// Misses that no size avoids: the first touches of each page.
  public var compulsory: UInt64
  /// Points in ascending order of entries, from 1 to where misses are compulsory only. All small sizes, all powers of
  /// two and all capacities of interest are among them; between points misses fall.
  public var points: [Point]

  /// A curve with given points.
  public init(stream: LocalityStream, translations: UInt64, compulsory: UInt64, points: [Point]) {
    self.stream = stream
    self.translations = translations
    self.compulsory = compulsory
    self.points = points
  }

  /// The misses with a number of entries: exact at a point, and between two points on the line between them.
  public func misses(at entries: Int) -> UInt64 {
    guard entries > 0, let first = points.first else { return translations }
    guard entries > first.entries else { return first.misses }
    var (low, high) = (0, points.count)  // points[low] is at or before, points[high] after
    while high - low > 1 {
      let middle = (low + high) / 2
      if points[middle].entries <= entries { low = middle } else { high = middle }
    }
    guard high < points.count else { return points[low].misses }
    let (left, right) = (points[low], points[high])
    let (part, whole) = (UInt64(entries - left.entries), UInt64(right.entries - left.entries))
    let product = (left.misses - right.misses).multipliedFullWidth(by: part)
    return left.misses - whole.dividingFullWidth(product).quotient
  }

  /// Whether the misses with a number of entries are exact rather than interpolated.
  public func isExact(at entries: Int) -> Bool {
    guard let last = points.last else { return true }
    return entries <= 0 || entries >= last.entries || points.contains { $0.entries == entries }
  }

  /// The misses in an access with a number of entries.
  public func missRatio(at entries: Int) -> Double {
    translations == 0 ? 0 : Double(misses(at: entries)) / Double(translations)
  }

  /// The fewest entries, among the points, with at most so many misses; `nil` if compulsory misses alone are more.
  public func entries(forMissesAtMost misses: UInt64) -> Int? {
    points.first { $0.misses <= misses }?.entries
  }
}
