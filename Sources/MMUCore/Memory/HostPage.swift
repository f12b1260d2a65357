/// A page of the machine that backs a page of a guest.
public struct HostPage: Equatable, Sendable, BitwiseCopyable {
  /// Its first byte.
  public let hpa: HPA
  /// Its size.
  public let size: PageSize
  /// Whether the guest may not write there.
  public let isReadOnly: Bool
}
