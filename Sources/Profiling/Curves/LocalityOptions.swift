import MMUCore

/// What a ``LocalityProfiler`` is to find out.
public struct LocalityOptions: Sendable {
  /// One TLB to explain.
  public struct Level: Equatable, Sendable {
    /// What the TLB sees of the trace.
    public enum Role: Sendable {
      /// Loads and stores.
      case firstData
      /// Instruction fetches.
      case firstInstruction
      /// What the first levels miss; of a side without one, all its page changes.
      case second
      /// What the second level misses.
      case third
    }

    /// What it sees.
    public var role: Role
    /// Sets, ways and index; the policy is taken for LRU whatever it is.
    public var geometry: TLBGeometry

    /// A TLB of a shape.
    public init(_ role: Role, _ geometry: TLBGeometry) {
      self.role = role
      self.geometry = geometry
    }

    /// The name of the TLB in results.
    public var name: String {
      switch role {
      case .firstData: "L1D"
      case .firstInstruction: "L1I"
      case .second: "L2"
      case .third: "L3"
      }
    }
  }

  /// The page sizes, at least one. Levels, windows and hot pages are for the first.
  public var pageSizes: [PageSize] = [.kib4]
  /// Whether exact curves are wanted. Levels, windows and hot pages take them.
  public var hasCurves = true
  /// The most pages to be followed exactly, of each size: about 100 bytes each, when everything is asked for.
  public var maximumPages = 1 << 22
  /// The number of pages that SHARDS follows; 0 for none.
  public var sampledPages = 8192
  /// The TLBs to explain, at most one of each role.
  public var levels: [Level] = []
  /// The most ways for which a level's misses are counted, at least that of the level itself.
  public var maximumWays = 16
  /// Whether the trace is cut into windows.
  public var hasWindows = true
  /// The numbers of entries whose misses are wanted in every window, and as points of every curve.
  public var sizes: [Int] = [16, 64, 256, 1024]
  /// How many of the hottest pages and regions are wanted; 0 for none.
  public var hottestPages = 20
  /// The most page changes that are kept for OPT, eight bytes each; 0 for no OPT.
  public var maximumOptimalPageChanges = 1 << 23

  /// Everything, for 4 KiB pages and no level.
  public init() {}
}
