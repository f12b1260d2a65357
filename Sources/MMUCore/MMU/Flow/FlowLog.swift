/// A log of steps in the caller's storage, the first ones as long as there is room.
public struct FlowLog: FlowObserver {
  private let storage: UnsafeMutableBufferPointer<FlowRecord>
  /// Steps that were taken, those without room included.
  public private(set) var stepCount = 0

  /// An empty log.
  public init(storage: UnsafeMutableBufferPointer<FlowRecord>) { self.storage = storage }

  /// The steps that there was room for, in order.
  public var records: UnsafeBufferPointer<FlowRecord> {
    UnsafeBufferPointer(rebasing: storage[..<min(stepCount, storage.count)])
  }

  /// Notes a step with a frame.
  public mutating func observe<Space: AddressSpace>(_ step: FlowStep, at gva: GVA, frame: FrameNumber<Space>) {
    note(FlowRecord(step, at: gva.rawValue, value: frame.rawValue))
  }

  /// Notes a step.
  public mutating func observe(_ step: FlowStep, at gva: GVA) { note(FlowRecord(step, at: gva.rawValue)) }

  /// Notes that the walker read an entry.
  public mutating func observe<Space: AddressSpace>(_ entry: UInt64, at address: Address<Space>, level: PageLevel) {
    note(
      FlowRecord(
        .readEntry, at: address.rawValue, value: entry, level: UInt8(truncatingIfNeeded: level.rawValue)))
  }

  private mutating func note(_ record: FlowRecord) {
    if stepCount < storage.count { storage[stepCount] = record }
    stepCount &+= 1
  }
}
