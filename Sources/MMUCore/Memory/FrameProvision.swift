/// What a monitor does about an access to a guest's frame.
public struct FrameProvision: BitwiseCopyable {
  /// Whether the frame was not there for the access until now.
  public let isNew: Bool
  /// Where it was; `nil` unless it has moved, so that whatever leads there must go.
  public let movedFrom: HFN?
}
