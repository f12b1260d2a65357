/// The flush of TLBs that a pager asks its caller for: of every processor that runs this guest.
public enum ShadowFlush: Equatable, Sendable, BitwiseCopyable {
  /// None.
  case none
  /// Of what maps this address, in every address space.
  case page(GVA)
  /// Of everything.
  case all
}
