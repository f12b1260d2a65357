/// The payload of a TLB that is only asked whether a page is there: nothing.
public struct Presence: Equatable, Sendable, BitwiseCopyable {
  /// The one value.
  public init() {}
}
