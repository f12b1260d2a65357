/// How shadow tables are kept in step with the guest's tables.
///
/// Conformers are case-less enums: a pager is specialised for its policy.
public protocol SyncPolicy: Sendable {
  /// The name by which a person chooses it.
  static var name: StaticString { get }

  /// Whether shadowed tables are write-protected and shared under their guest frame. If not, every root has shadow tables of its
  /// own, which are emptied at every load of a root.
  static var protectsTables: Bool { get }

  /// Whether a leaf table may go out of sync: the guest writes it freely until the next flush.
  static var allowsUnsync: Bool { get }

  /// Whether a table that goes out of sync is copied, so that a resync need only look at what changed.
  static var keepsSnapshots: Bool { get }

  /// Whether a pager of this policy makes a mistake on purpose. No product policy does: tests plant mistakes here to see
  /// that they are found, and in every other build the question costs nothing.
  static func hasDefect(_ defect: ShadowDefect) -> Bool
}

extension SyncPolicy {
  /// None.
  @inline(__always)
  public static func hasDefect(_ defect: ShadowDefect) -> Bool { false }
}
