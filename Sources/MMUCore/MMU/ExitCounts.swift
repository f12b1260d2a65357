/// How often a virtual machine handed its processor to the monitor, by cause.
public struct ExitCounts: Equatable, Sendable, BitwiseCopyable {
  private var counts = InlineArray<16, UInt64>(repeating: 0)

  /// All zero.
  public init() {}

  /// The exits of one cause.
  public subscript(_ cause: ExitCause) -> UInt64 {
    @inline(__always) get { counts[Int(cause.rawValue)] }
    @inline(__always) set { counts[Int(cause.rawValue)] = newValue }
  }

  /// Adds another machine's exits.
  mutating func add(_ other: ExitCounts) {
    for index in counts.indices { counts[index] &+= other.counts[index] }
  }

  /// All exits.
  public var total: UInt64 {
    var sum: UInt64 = 0
    for index in counts.indices { sum &+= counts[index] }
    return sum
  }

  /// Whether all causes have the same counts.
  public static func == (left: ExitCounts, right: ExitCounts) -> Bool {
    for index in left.counts.indices where left.counts[index] != right.counts[index] { return false }
    return true
  }
}
