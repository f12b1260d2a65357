import MMUCore

/// What a virtual machine has of the machine that others have too.
public struct MachineSeat {
  /// The processor; `nil`: one of its own.
  public var processor: MachineProcessor?
  /// Where its data frames are, which stays where it is as long as the machine is used; `nil`: all of them lie together, and stay.
  public var frames: UnsafeMutablePointer<FrameMap>?
  /// Who stands between the guest's kernel and its machine; `nil`: nobody.
  var keeper: MachineKeeper?

  /// A seat of these parts.
  public init(processor: MachineProcessor? = nil, frames: UnsafeMutablePointer<FrameMap>? = nil) {
    self.processor = processor
    self.frames = frames
  }
}
