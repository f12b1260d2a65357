/// How several machines share a processor and a memory.
public struct MachineSharing: Equatable, Sendable {
  /// How many machines there are.
  public var machines = 2
  /// How many accesses a machine makes before the next has its turn.
  public var quantum: UInt64 = 10_000
  /// Whether the processor tells machines apart in what it caches.
  public var isTagged = true
  /// The machine's frames for all of the guests' data; `nil`: more than they use.
  public var frameCount: Int?
  /// Whether the machines are of one image, and frames that hold the same are merged.
  public var mergesFrames = false

  /// The defaults.
  public init() {}

  /// The most frames for data that a guest believes to have, however large its workload: 4 GiB.
  public static let framesOfAGuest: UInt64 = 1 << 20

  /// Enough for anything that the built-in workloads do: 1 GiB a machine.
  var frames: Int { frameCount ?? machines << 18 }
}
