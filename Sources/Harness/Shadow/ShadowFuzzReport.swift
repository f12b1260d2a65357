/// What a run of ``ShadowFuzz`` did, and the first thing that it found.
public struct ShadowFuzzReport: Equatable, Sendable {
  /// A finding.
  public struct Finding: Equatable, Sendable {
    /// What is wrong.
    public var complaint: String
    /// The seed of the world that it was found in.
    public var seed: UInt64
    /// The events that lead to it, as few as could be found.
    public var script: ShadowScript
    /// How many events led to it at first.
    public var foundAfter: Int
  }

  /// The policy's name.
  public var policy: String
  /// The guest.
  public var guest: ShadowGuest
  /// The seed of the run.
  public var seed: UInt64
  /// Events that both machines have done.
  public var steps = 0
  /// Worlds that were begun.
  public var worlds = 0
  /// Accesses that reached memory.
  public var memoryAccesses = 0
  /// Stores that were trapped.
  public var trappedStores = 0
  /// Answers that were right as a TLB's.
  public var staleAnswers = 0
  /// The first finding; `nil` if there was none.
  public var finding: Finding?

  /// A run of nothing.
  public init(policy: String, guest: ShadowGuest, seed: UInt64) {
    self.policy = policy
    self.guest = guest
    self.seed = seed
  }

  /// Adds what a run of the same did after this one.
  mutating func add(_ other: ShadowFuzzReport) {
    steps += other.steps
    worlds += other.worlds
    memoryAccesses += other.memoryAccesses
    trappedStores += other.trappedStores
    staleAnswers += other.staleAnswers
    finding = finding ?? other.finding
  }
}
