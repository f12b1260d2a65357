import MMUCore

/// A translation that a reference walker found.
public struct ReferenceTranslation<Space: AddressSpace>: Equatable, Sendable {
  /// Where the access goes.
  public var address: Address<Space>
  /// The size of the page.
  public var pageSize: PageSize
  /// The rights that every entry on the path grants.
  public var rights: AccessRights
  /// Every class of access that would be allowed.
  public var permitted: AccessClassSet
  /// The dirty flag of the entry that maps the page, after the access; true where there are no dirty flags.
  public var isDirty: Bool
  /// Whether the translation is global.
  public var isGlobal: Bool

  /// A translation.
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
