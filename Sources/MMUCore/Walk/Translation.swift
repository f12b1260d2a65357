/// A successful walk: where the access goes, and what a TLB may keep of it.
public struct Translation: Equatable, Sendable, BitwiseCopyable {
  /// The guest physical address of the access itself, offset included.
  public let gpa: GPA
  /// The size of the page that maps it.
  public let pageSize: PageSize
  /// The rights of the whole path.
  public let rights: AccessRights
  /// Every class of access that the page permits under the walker's controls.
  public let permitted: AccessClassSet
  /// Whether the leaf is dirty now; a clean leaf must be walked again for the first store.
  public let isDirty: Bool
  /// Whether the translation belongs to every address space.
  public let isGlobal: Bool

  /// A translation of these parts.
  @inlinable @inline(__always)
  public init(
    gpa: GPA, pageSize: PageSize, rights: AccessRights, permitted: AccessClassSet, isDirty: Bool, isGlobal: Bool
  ) {
    self.gpa = gpa
    self.pageSize = pageSize
    self.rights = rights
    self.permitted = permitted
    self.isDirty = isDirty
    self.isGlobal = isGlobal
  }
}
