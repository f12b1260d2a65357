/// One array of translations, as a file or an option describes it.
public struct TLBArrayDescription: Equatable, Sendable {
  /// The sizes of page that an array may be for; 64K stands for sixteen 4K pages in one entry.
  public static let allPages = ["4K", "64K", "2M", "1G"]

  /// 1 for the level that is asked first, to 3.
  public var level: Int
  /// Which accesses it serves.
  public var side: TLBSideName
  /// The sizes of the pages that it holds, among ``allPages``.
  public var pages: [String]
  /// How many translations it holds.
  public var entries: Int
  /// The entries of a set; all of them where it is fully associative.
  public var ways: Int
  /// The replacement policy's name.
  public var policy: String
  /// Whether higher page-number bits are XORed into the index.
  public var foldsIndex: Bool
  /// The ways of each set that keep their translation whatever happens, as MIPS's wired entries.
  public var wired: Int
  /// Whether an entry maps an even page and the odd one after it, as MIPS R4000's.
  public var holdsPairs: Bool
  /// How hits and misses reorder a set, for the policy `permutation`.
  public var permutations: [[Int]]

  /// An array with a linear index and nothing special.
  public init(
    level: Int, _ side: TLBSideName, pages: [String] = allPages, entries: Int, ways: Int, policy: String = "lru"
  ) {
    self.level = level
    self.side = side
    self.pages = pages
    self.entries = entries
    self.ways = ways
    self.policy = policy
    foldsIndex = false
    wired = 0
    holdsPairs = false
    permutations = []
  }

  /// The number of sets.
  public var sets: Int { ways > 0 ? entries / ways : 0 }

  /// Whether accesses of a side come here.
  public func accepts(_ side: TLBSideName) -> Bool { self.side == .all || self.side == side }

  /// Whether pages of a size may be here.
  public func holds(_ size: String) -> Bool { pages.contains(size) }

  /// The array's name: L1D, L1I or L1, and its page sizes unless it takes them all.
  public var name: String {
    let suffix = side == .all ? "" : side == .data ? "D" : "I"
    let sizes = pages.count == Self.allPages.count ? "" : " " + pages.joined(separator: "+")
    return "L\(level)\(suffix)\(sizes)"
  }
}
