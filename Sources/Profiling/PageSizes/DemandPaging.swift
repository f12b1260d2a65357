import MMUCore
import Workload

/// How an operating system pages a program in: which pages it maps, where it finds contiguous frames, and where it does not.
///
/// When a region of which a page may become larger is first touched, the system reserves an aligned run of frames of the
/// region's size, and every page of the region goes to its own place in the run (Navarro et al., "Practical, Transparent
/// Operating System Support for Superpages", OSDI 2002). So pages are contiguous in memory where they are in the address space,
/// and a region can be mapped by one entry as soon as the policy wants it. Where memory is fragmented there is no such run: the
/// region keeps small pages, each in a frame of its own, for good.
public struct DemandPaging: Equatable, Sendable {
  /// Which pages are mapped.
  public var policy: PageSizePolicy
  /// What the program has mapped.
  public var mapped: MappedRanges
  /// How many of a hundred regions find no run of frames.
  public var fragmentation: Int
  /// Chooses those regions.
  public var seed: UInt64

  /// Paging under a policy.
  ///
  /// - Parameter fragmentation: 0 to 100. Uniform pages are always found.
  public init(
    _ policy: PageSizePolicy, mapped: MappedRanges = .everything, fragmentation: Int = 0, seed: UInt64 = 1
  ) {
    precondition((0...100).contains(fragmentation), "a percentage")
    self.policy = policy
    self.mapped = mapped
    self.fragmentation = fragmentation
    self.seed = seed
  }

  /// Whether the aligned region of a size around an address may be one page: its mapping covers it, and there are frames.
  func admits(_ size: PageSize, at gva: GVA) -> Bool {
    let start = gva.aligned(to: size).rawValue
    let end = start &+ size.byteCount
    return start < end && mapped.covers(start..<end) && !isFragmented(start, size)
  }

  private func isFragmented(_ start: UInt64, _ size: PageSize) -> Bool {
    guard fragmentation > 0 else { return false }
    var generator = SplitMix64(seed: seed &+ start &+ UInt64(size.shift))
    return generator.next() % 100 < UInt64(fragmentation)
  }
}
