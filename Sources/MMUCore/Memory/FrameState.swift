/// Where a guest's frame is at present.
public enum FrameState: UInt8, CodedEnum {
  /// Nowhere: it was never touched, and holds zeroes.
  case absent
  /// On the machine, and techniques may lead to it.
  case mapped
  /// On the machine, but withdrawn, to see whether it is used: the next access brings it back.
  case resting
  /// In the monitor's swap space.
  case pagedOut
  /// The guest gave it back: nothing is there.
  case givenBack
}
