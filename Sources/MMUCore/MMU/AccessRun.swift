/// How far a run of accesses came.
public struct AccessRun: BitwiseCopyable {
  /// What became of an access that could not be made.
  public typealias Stop = (gva: GVA, outcome: AccessOutcome)

  /// How many accesses were made.
  public let count: Int
  /// Why the one after them was not, and at which address, which may be that of its part in the next page; `nil` where all were made.
  public let stop: Stop?

  /// A run.
  public init(count: Int, stop: Stop? = nil) {
    self.count = count
    self.stop = stop
  }
}
