/// The numbers of a profile that its explanation rests on. What is empty or `nil` was not measured, and nothing is said
/// about it.
public struct ExplanationFacts: Equatable, Sendable {
  /// A TLB and its misses.
  public struct Level: Equatable, Sendable {
    /// A set and its share.
    public struct Row: Equatable, Sendable {
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

    /// Its name: L1D, L1I or L2.
    public var name: String
    /// The number of sets.
    public var sets: Int
    /// The entries of a set.
    public var ways: Int
    /// The replacement policy's name.
    public var policy: String
    /// The translations that reached it.
    public var translations: UInt64
    /// Those that it missed.
    public var misses: UInt64
    /// Misses of pages that were never there before, among ``analysedMisses``; `nil` where causes are not known.
    public var compulsory: UInt64?
    /// The misses that full associativity would have too, beside those.
    public var capacity: UInt64 = 0
    /// What is left; negative where sets do better than full associativity.
    public var conflict: Int64 = 0
    /// What OPT would miss in the same sets.
    public var optimal: UInt64?
    /// The misses with 1, 2, 3 and more ways in as many sets.
    public var missesByWays: [UInt64] = []
    /// The sets with most misses, most first.
    public var hottestSets: [Row] = []

    /// A TLB whose causes are not known.
    public init(name: String, sets: Int, ways: Int, policy: String, translations: UInt64, misses: UInt64) {
      self.name = name
      self.sets = sets
      self.ways = ways
      self.policy = policy
      self.translations = translations
      self.misses = misses
    }

    /// How many translations it holds.
    public var entries: Int { sets * ways }
    /// The misses whose causes are known: those of LRU.
    public var analysedMisses: UInt64 { UInt64(max(0, Int64(clamping: (compulsory ?? 0) + capacity) + conflict)) }
  }

  /// A page size and the misses with all pages of it.
  public struct PageSize: Equatable, Sendable {
    /// Its name: 4K, 2M, 1G.
    public var name: String
    /// The misses of the last level, or of a TLB of its capacity, all sizes counted alike.
    public var misses: UInt64

    /// A page size.
    public init(name: String, misses: UInt64) {
      self.name = name
      self.misses = misses
    }
  }

  /// A part of the run in which it behaves alike.
  public struct Phase: Equatable, Sendable {
    /// Its name; a behaviour that returns has the same name again.
    public var name: String
    /// The translations in it.
    public var translations: UInt64
    /// The most distinct pages in one of its windows.
    public var pages: UInt64
    /// The misses of the last level in it.
    public var misses: UInt64

    /// A phase.
    public init(name: String, translations: UInt64, pages: UInt64, misses: UInt64) {
      self.name = name
      self.translations = translations
      self.pages = pages
      self.misses = misses
    }
  }

  /// A part of memory.
  public struct Region: Equatable, Sendable {
    /// Its name: a mapping or a symbol.
    public var name: String
    /// The pages touched in it.
    public var pages: UInt64
    /// The misses of the last level in it.
    public var misses: UInt64

    /// A region.
    public init(name: String, pages: UInt64, misses: UInt64) {
      self.name = name
      self.pages = pages
      self.misses = misses
    }
  }

  /// What walks read.
  public struct Walking: Equatable, Sendable {
    /// The walks.
    public var walks: UInt64
    /// The entries that they read.
    public var references: UInt64
    /// The entries that they would have read without walk caches; `nil` where that is not known.
    public var uncachedReferences: UInt64?
    /// Whether there are walk caches.
    public var hasCaches: Bool

    /// Walks.
    public init(walks: UInt64, references: UInt64, uncachedReferences: UInt64?, hasCaches: Bool) {
      self.walks = walks
      self.references = references
      self.uncachedReferences = uncachedReferences
      self.hasCaches = hasCaches
    }
  }

  /// Exits from a guest, by cause.
  public struct Exits: Equatable, Sendable {
    /// All of them.
    public var total: UInt64
    /// The causes with their counts.
    public var causes: [Cause]

    /// A cause of exits.
    public struct Cause: Equatable, Sendable {
      /// What exits: "page faults".
      public var name: String
      /// How often.
      public var count: UInt64

      /// A cause.
      public init(name: String, count: UInt64) {
        self.name = name
        self.count = count
      }
    }

    /// Exits.
    public init(total: UInt64, causes: [Cause]) {
      self.total = total
      self.causes = causes
    }
  }

  /// The translations asked for.
  public var translations: UInt64
  /// Those among them that no TLB had.
  public var walks: UInt64
  /// Those of the walks that were for instruction fetches.
  public var fetchWalks: UInt64 = 0
  /// The size of every page by its name.
  public var pageSize: String
  /// The TLBs; the last is the one behind which there are only walks.
  public var levels: [Level]
  /// What a fully associative LRU TLB in the place of the last level would miss, by its entries.
  public var curve: MissCurve?
  /// The misses with each page size, that of the profile among them.
  public var pageSizes: [PageSize] = []
  /// The phases in order.
  public var phases: [Phase] = []
  /// The regions with most misses, most first.
  public var regions: [Region] = []
  /// What walks read.
  public var walking: Walking?
  /// The exits of a guest under shadow paging.
  public var exits: Exits?

  /// Facts that every profile has.
  public init(translations: UInt64, walks: UInt64, pageSize: String, levels: [Level]) {
    self.translations = translations
    self.walks = walks
    self.pageSize = pageSize
    self.levels = levels
  }
}
