/// What was done, by a monitor and by its guest, because one does not know what the other does.
public struct GapCounters: Equatable, Sendable, BitwiseCopyable {
  /// Steps of the idle loop that the guest spun.
  public var spunSteps: UInt64 = 0
  /// Steps that it did not spin, since the monitor gave its processor away.
  public var stepsGivenUp: UInt64 = 0
  /// How often the monitor gave its processor away: periods without work.
  public var yields: UInt64 = 0
  /// Frames of 4 KiB that the guest's kernel zeroed.
  public var zeroedByGuest: UInt64 = 0
  /// Frames of 4 KiB that the monitor zeroed.
  public var zeroedByMonitor: UInt64 = 0
  /// Frames that were zero when the kernel zeroed them, since the monitor just had.
  public var zeroedTwice: UInt64 = 0
  /// Calls that a remedy takes.
  public var calls: UInt64 = 0

  /// All zero.
  public init() {}
}
