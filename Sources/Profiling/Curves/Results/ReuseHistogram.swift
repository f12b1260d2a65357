/// How many distinct pages are touched from one use of a page to the next, the page itself included: the depth at which
/// LRU's stack holds it, so that a TLB of as many entries hits.
public struct ReuseHistogram: Equatable, Sendable, Codable {
  /// Distances from one power of two up to the next.
  public struct Bucket: Equatable, Sendable, Codable {
    /// The shortest distance in it: a power of two.
    public var from: UInt64
    /// The longest distance in it.
    public var through: UInt64
    /// The translations with such a distance.
    public var count: UInt64

    /// A bucket.
    public init(from: UInt64, through: UInt64, count: UInt64) {
      self.from = from
      self.through = through
      self.count = count
    }
  }

  /// What it is a histogram of.
  public var stream: LocalityStream
  /// The translations with distances 1, 2, 3 and so on, up to ``exactDistances`` at most.
  public var exact: [UInt64]
  /// All distances in powers of two, from 1 on; the last bucket is not empty.
  public var buckets: [Bucket]
  /// The translations that touched their page first, and so have no distance.
  public var first: UInt64

  /// How many distances are counted one by one.
  public static var exactDistances: Int { 64 }

  /// A histogram of given counts.
  public init(stream: LocalityStream, exact: [UInt64], buckets: [Bucket], first: UInt64) {
    self.stream = stream
    self.exact = exact
    self.buckets = buckets
    self.first = first
  }
}
