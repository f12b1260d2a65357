/// Something that is told of the steps of a flow of control, each when it is taken, and of the entries that a walker of hardware's
/// reads.
///
/// A machine is generic over it, so that an observer that does nothing costs nothing.
public protocol FlowObserver: WalkObserver {
  /// A step that names a page, and the frame that it puts in the TLB: the guest's, as an operating system would, or the machine's.
  mutating func observe<Space: AddressSpace>(_ step: FlowStep, at gva: GVA, frame: FrameNumber<Space>)

  /// A step without a frame, at the address of the access that it is about, or at 0.
  mutating func observe(_ step: FlowStep, at gva: GVA)
}

extension FlowObserver {
  /// A step that is about no access.
  @inline(__always)
  mutating func observe(_ step: FlowStep) { observe(step, at: GVA(0)) }
}

extension Unobserved: FlowObserver {
  /// Does nothing.
  @inline(__always)
  public mutating func observe<Space: AddressSpace>(_ step: FlowStep, at gva: GVA, frame: FrameNumber<Space>) {}

  /// Does nothing.
  @inline(__always)
  public mutating func observe(_ step: FlowStep, at gva: GVA) {}
}
