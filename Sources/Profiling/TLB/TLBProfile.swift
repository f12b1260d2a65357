import MMUCore
import Workload

/// The result of a profile, as its JSON file has it.
public struct TLBProfile: Equatable, Sendable, Codable {
  /// The file's kind: another one is refused when it is read.
  public enum Schema: String, Sendable, Codable {
    /// A TLB profile.
    case profile = "mmubench.profile"
  }

  /// The version of the schema: another one is refused when it is read.
  public enum Version: Int, Sendable, Codable {
    /// The first.
    case first = 1
  }

  /// What was profiled.
  public struct Source: Hashable, Sendable, Codable {
    /// Where the accesses came from.
    public enum Kind: String, Sendable, Codable {
      /// A generator.
      case workload
      /// A saved text of lackey.
      case trace
      /// A program that was recorded as it ran.
      case command
    }

    /// Where the accesses came from.
    public var kind: Kind
    /// The workload's name, the trace's path, or the command and its arguments.
    public var name: [String]
    /// What shaped a workload: footprint in bytes, accesses, and its own parameters by their names.
    public var parameters: [String: UInt64]

    /// A description of a source.
    public init(_ kind: Kind, _ name: [String], parameters: [String: UInt64] = [:]) {
      self.kind = kind
      self.name = name
      self.parameters = parameters
    }
  }

  /// One TLB.
  public struct Array: Equatable, Sendable, Codable {
    /// How many translations it holds.
    public var entries: Int
    /// The entries of a set.
    public var ways: Int
    /// The number of sets.
    public var sets: Int
    /// The replacement policy's name.
    public var policy: String
    /// `linear`, or `xor` where higher page-number bits are folded in.
    public var index: String

    init(_ array: TLBArrayDescription) {
      entries = array.entries
      ways = array.ways
      sets = array.sets
      policy = array.policy
      index = array.foldsIndex ? "xor" : "linear"
    }
  }

  /// The TLBs that the accesses went through.
  public struct TLBs: Equatable, Sendable, Codable {
    /// The preset's name or the specification.
    public var name: String
    /// The size of every page, 4K, 2M or 1G, or the policy that chooses it.
    public var pageSize: String
    /// The first level for fetches.
    public var level1Instruction: Array
    /// The first level for loads and stores.
    public var level1Data: Array
    /// The level behind both, if any.
    public var level2: Array?
    /// The level behind that, if any.
    public var level3: Array?
    /// All of them, as they were described.
    public var description: TLBDescription

    /// What a run's smallest pages meet; of split levels behind the first, the data side's.
    init(_ model: TLBModel, pages: String) {
      description = model.description
      name = description.name
      pageSize = pages
      func array(_ level: Int, _ side: TLBSideName) -> Array? {
        model.description.array(level: level, side, pageSize: model.sizes[0].name).map(Array.init)
      }
      let nothing = Array(TLBArrayDescription(level: 1, .data, entries: 0, ways: 0))
      level1Instruction = array(1, .fetch) ?? nothing
      level1Data = array(1, .data) ?? nothing
      level2 = array(2, .data)
      level3 = array(3, .data)
    }
  }

  /// What depends on the machine.
  public struct Timing: Equatable, Sendable, Codable {
    /// Wall time from the first access to the last, in seconds.
    public var seconds: Double
    /// Accesses read or generated, and simulated, in a second.
    public var accessesPerSecond: Double

    init(_ duration: Duration, accesses: UInt64) {
      seconds = duration / .seconds(1)
      accessesPerSecond = seconds > 0 ? Double(accesses) / seconds : 0
    }
  }

  /// The kind of file.
  public var schema = Schema.profile
  /// The version of the schema.
  public var version = Version.first
  /// What was profiled.
  public var source: Source
  /// Through which TLBs.
  public var tlb: TLBs
  /// Whether the source was profiled to its end: no interrupt, no signal.
  public var isComplete: Bool
  /// The exact counts.
  public var counts: TLBProfileCounts
  /// A hash of the exact counts, equal on every machine.
  public var digest: String
  /// What each array counted.
  public var arrays: [TLBArrayProfile]?
  /// What the caches of the walker did, if it had any.
  public var walkCache: WalkCacheProfile?
  /// What the accesses themselves are like, if that was asked for.
  public var locality: LocalityProfile?
  /// What each choice of page sizes would have bought, if that was asked for.
  public var pageSizes: PageSizeComparison?
  /// The exits of a guest under shadow paging that made the same accesses, if that was asked for.
  public var shadow: ShadowProfile?
  /// What depends on the machine; `nil` where only the exact part was kept.
  public var timing: Timing?

  /// The part that is the same on every machine.
  public var exact: TLBProfile {
    var exact = self
    exact.timing = nil
    return exact
  }

  /// The result of what a profiler has done.
  public init(
    _ source: Source, _ profiler: TLBProfiler, _ shadow: ShadowProfiler? = nil, duration: Duration, isComplete: Bool
  ) {
    self.source = source
    tlb = TLBs(profiler.model, pages: profiler.paging.policy.name)
    self.isComplete = isComplete
    counts = profiler.counts
    digest = counts.digest
    timing = Timing(duration, accesses: counts.all.accesses)
    arrays = profiler.arrayProfiles
    walkCache = profiler.walkCacheProfile
    self.shadow = shadow.map { ShadowProfile($0, accesses: profiler.counts.all.accesses) }
  }
}
