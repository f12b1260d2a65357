import MMUCore

/// A translation that the reference walker found.
public struct ReferenceTranslation: Equatable, Sendable {
  /// The guest physical address of the access.
  public var gpa: GPA
  /// The size of the page.
  public var pageSize: PageSize
  /// The rights that every entry on the path grants.
  public var rights: AccessRights
  /// The dirty flag of the entry that maps the page, after the access.
  public var isDirty: Bool
  /// Whether the translation is global.
  public var isGlobal: Bool

  /// A translation.
  public init(gpa: GPA, pageSize: PageSize, rights: AccessRights, isDirty: Bool, isGlobal: Bool) {
    self.gpa = gpa
    self.pageSize = pageSize
    self.rights = rights
    self.isDirty = isDirty
    self.isGlobal = isGlobal
  }
}
