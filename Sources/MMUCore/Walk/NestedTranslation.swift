/// A successful nested walk: both translations.
public struct NestedTranslation: Equatable, Sendable, BitwiseCopyable {
  /// What the guest's tables made of the virtual address.
  public let guest: GuestTranslation
  /// What the second stage made of the guest physical address.
  public let host: Translation<HostPhysical>

  /// A translation of these parts.
  @inlinable @inline(__always)
  public init(guest: GuestTranslation, host: Translation<HostPhysical>) {
    self.guest = guest
    self.host = host
  }

  /// Where the access goes on the machine.
  @inlinable @inline(__always)
  public var hpa: HPA { host.address }

  /// The largest piece that one TLB entry may map: the smaller of the two pages.
  @inlinable @inline(__always)
  public var pageSize: PageSize { min(guest.pageSize, host.pageSize) }
}
