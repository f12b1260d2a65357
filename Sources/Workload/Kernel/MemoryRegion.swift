import MMUCore

/// A range of a process's addresses that its program mapped: Linux's `vm_area_struct`.
struct MemoryRegion: Equatable {
  /// The first page.
  var start: UInt64
  /// The byte after the last page.
  var end: UInt64
  /// What the program may do there.
  var rights: KernelRights
  /// Whether a fork's two processes go on sharing the pages.
  var isShared = false

  func contains(_ gva: GVA) -> Bool { start <= gva.rawValue && gva.rawValue < end }
}
