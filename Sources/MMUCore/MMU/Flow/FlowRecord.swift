/// A step of a flow of control, as it was taken.
public struct FlowRecord: Equatable, Sendable, BitwiseCopyable {
  /// The step.
  public var step: FlowStep
  /// The address of the access that it is about, or 0; of ``FlowStep/readEntry``, where the entry lies.
  public var address: UInt64
  /// The frame that it puts in the TLB, by its number, or 0; of ``FlowStep/readEntry``, the entry.
  public var value: UInt64
  /// Of ``FlowStep/readEntry``, the level of the table; or 0.
  public var level: UInt8

  /// A step.
  public init(_ step: FlowStep, at address: UInt64 = 0, value: UInt64 = 0, level: UInt8 = 0) {
    self.step = step
    self.address = address
    self.value = value
    self.level = level
  }
}
