/// How the sets of a TLB share a trace's pages and misses, over the whole trace and window by window.
public struct SetPressure: Equatable, Sendable, Codable {
  /// One set.
  public struct Row: Equatable, Sendable, Codable {
    /// The set's number.
    public var set: Int
    /// The distinct pages that fall into it.
    public var pages: UInt64
    /// The misses in it.
    public var misses: UInt64

    /// A set.
    public init(set: Int, pages: UInt64, misses: UInt64) {
      self.set = set
      self.pages = pages
      self.misses = misses
    }
  }

  /// Sets by windows, for a picture.
  public struct Heatmap: Equatable, Sendable, Codable {
    /// How many neighbouring sets one row stands for: 1 up to 128 sets.
    public var setsPerRow: Int
    /// For each row and each window of ``LocalityWindows``: the misses.
    public var misses: [[UInt64]]
    /// For each row and each window: the distinct pages touched that fall into its sets.
    public var pages: [[UInt64]]

    /// A map.
    public init(setsPerRow: Int, misses: [[UInt64]], pages: [[UInt64]]) {
      self.setsPerRow = setsPerRow
      self.misses = misses
      self.pages = pages
    }
  }

  /// The sets that more pages share than they have ways.
  public var overfullSets: Int
  /// The sets into which any page falls.
  public var usedSets: Int
  /// The sets with most misses, at most 16, most first; among equals the lower number.
  public var missing: [Row]
  /// The sets with most pages, likewise.
  public var fullest: [Row]
  /// Sets by windows; `nil` where windows were not asked for.
  public var heatmap: Heatmap?

  /// Pressure with given parts.
  public init(overfullSets: Int, usedSets: Int, missing: [Row], fullest: [Row], heatmap: Heatmap?) {
    self.overfullSets = overfullSets
    self.usedSets = usedSets
    self.missing = missing
    self.fullest = fullest
    self.heatmap = heatmap
  }
}
