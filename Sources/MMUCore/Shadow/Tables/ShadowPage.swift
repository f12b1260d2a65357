/// What the pager knows of one shadow page; its table, its entries' links and its unsync bits lie in pools of their own.
///
/// Source: Linux, Documentation/virt/kvm/x86/mmu.rst, section "Shadow pages".
struct ShadowPage: BitwiseCopyable {
  /// The entries that lead to it. First of all fields, so that a pointer to the page is one to the list.
  var parents: EntryListHead
  /// The guest frame: the table's, of a direct page the first that it maps.
  var gfn: GFN
  /// What it was made for.
  var role: ShadowPageRole
  /// The next page in its hash bucket, or in the list of free ones.
  var next: ShadowPageIndex
  /// How many root slots of processors hold it.
  var rootCount: UInt16
  /// Trapped writes since it was last used.
  var writeCount: UInt16
  /// The entries that are present.
  var presentCount: UInt16
  /// The set bits among its unsync bits.
  var unsyncChildCount: UInt16
  /// Its neighbours in the order of age.
  var older: ShadowPageIndex
  var newer: ShadowPageIndex
  /// Where the copy of its guest table lies, or none.
  var snapshot: UInt32
  /// The zap-all generation that it belongs to.
  var generation: UInt32
  /// Whether the guest may write the table that it shadows.
  var isUnsync: Bool
  /// Whether it is in use.
  var isLive: Bool
  /// Whether it is no longer found, and only waits for the roots that hold it.
  var isInvalid: Bool
  /// Up to 64 bytes: a page is a cache line.
  var unused: UInt64 = 0

  /// A page in nobody's hands.
  static func free(next: ShadowPageIndex) -> ShadowPage {
    ShadowPage(
      parents: .empty, gfn: GFN(0), role: ShadowPageRole(rawValue: 0), next: next, rootCount: 0, writeCount: 0,
      presentCount: 0, unsyncChildCount: 0, older: .none, newer: .none, snapshot: .max, generation: 0, isUnsync: false,
      isLive: false, isInvalid: false)
  }

  /// Whether it can be found under its guest frame.
  @inline(__always)
  var isHashed: Bool { !role.isPrivate && !isInvalid }

  /// Whether it shadows a table that the guest could write.
  @inline(__always)
  var isProtecting: Bool { isLive && role.isIndirect && !role.isPrivate && !isInvalid }

  /// The copy of its guest table, if there is one.
  @inline(__always)
  var snapshotNumber: UInt32? { snapshot == .max ? nil : snapshot }
}
