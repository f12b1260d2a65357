/// A successful walk: where the access goes, and what a TLB may keep of it.
public struct Translation<Space: AddressSpace>: Equatable, Sendable, BitwiseCopyable {
  /// Where the access itself goes, offset included.
  public let address: Address<Space>
  /// The size of the page that maps it.
  public let pageSize: PageSize
  /// The rights of the whole path.
  public let rights: AccessRights
  /// Every class of access that the page permits under the walker's rules.
  public let permitted: AccessClassSet
  /// Whether the leaf is dirty now; a clean leaf must be walked again for the first store.
  public let isDirty: Bool
  /// Whether the translation belongs to every address space.
  public let isGlobal: Bool

  /// A translation of these parts.
  @inlinable @inline(__always)
  public init(
    address: Address<Space>, pageSize: PageSize, rights: AccessRights, permitted: AccessClassSet, isDirty: Bool,
    isGlobal: Bool
  ) {
    self.address = address
    self.pageSize = pageSize
    self.rights = rights
    self.permitted = permitted
    self.isDirty = isDirty
    self.isGlobal = isGlobal
  }
}

/// What a guest's own tables make of a virtual address.
public typealias GuestTranslation = Translation<GuestPhysical>
