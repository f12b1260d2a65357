/// The pages and regions with most accesses, and with most misses of the last level of TLB: exact counts.
public struct HottestPages: Equatable, Sendable, Codable {
  /// A page.
  public struct Page: Equatable, Sendable, Codable {
    /// Its first address.
    public var address: UInt64
    /// The number of its address space, in the order of appearance; 0 is the one in which a trace begins.
    public var space: UInt64
    /// Its name: mapping or symbol, where known.
    public var name: String?
    /// The translations.
    public var accesses: UInt64
    /// Those that the last level missed.
    public var misses: UInt64

    /// A page.
    public init(address: UInt64, space: UInt64, name: String?, accesses: UInt64, misses: UInt64) {
      self.address = address
      self.space = space
      self.name = name
      self.accesses = accesses
      self.misses = misses
    }
  }

  /// Pages of one name without a gap of more than sixteen pages between them.
  public struct Region: Equatable, Sendable, Codable {
    /// The first address of its first page.
    public var address: UInt64
    /// The address after its last page.
    public var end: UInt64
    /// The number of its address space.
    public var space: UInt64
    /// Its name: that of its pages.
    public var name: String?
    /// The pages touched in it.
    public var pages: UInt64
    /// The translations.
    public var accesses: UInt64
    /// Those that the last level missed.
    public var misses: UInt64

    /// A region.
    public init(
      address: UInt64, end: UInt64, space: UInt64, name: String?, pages: UInt64, accesses: UInt64, misses: UInt64
    ) {
      self.address = address
      self.end = end
      self.space = space
      self.name = name
      self.pages = pages
      self.accesses = accesses
      self.misses = misses
    }
  }

  /// The size of the pages by its name.
  public var pageSize: String
  /// The TLB whose misses are counted: the last level's name; `nil` where none was given, and misses are 0.
  public var missesOf: String?
  /// The pages with most accesses, most first; among equals the lower address.
  public var byAccesses: [Page]
  /// The pages with most misses.
  public var byMisses: [Page]
  /// The regions with most accesses.
  public var regionsByAccesses: [Region]
  /// The regions with most misses.
  public var regionsByMisses: [Region]

  /// The hottest pages and regions, given.
  public init(
    pageSize: String, missesOf: String?, byAccesses: [Page], byMisses: [Page], regionsByAccesses: [Region],
    regionsByMisses: [Region]
  ) {
    self.pageSize = pageSize
    self.missesOf = missesOf
    self.byAccesses = byAccesses
    self.byMisses = byMisses
    self.regionsByAccesses = regionsByAccesses
    self.regionsByMisses = regionsByMisses
  }
}
