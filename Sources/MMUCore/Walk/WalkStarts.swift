/// Walk caches that are counted and not used: which tables a processor would remember, so that a walk in one dimension is known to read
/// no more than the entries below them, whoever walks.
///
/// ``PagingStructureCaches`` are the same with the tables, for whom they save the walk.
struct WalkStarts: BitwiseCopyable {
  private let caches: LevelCaches
  /// Whether there are any entries.
  private let isAny: Bool

  /// Over empty caches.
  init(_ caches: LevelCaches) {
    self.caches = caches
    isAny = caches.isAny
  }

  /// How many entries a walk reads that ends at a leaf of a level, and remembers the tables that it led through.
  ///
  /// - Parameters:
  ///   - rootLevel: the level of the root.
  ///   - leafLevel: the level of the entry that maps the page.
  ///   - indexBits: how many bits of an address choose an entry.
  @inline(__always)
  func references(
    for gva: GVA, _ asid: ASID, of machine: MachineTag, rootLevel: UInt64, leafLevel: UInt64, indexBits: UInt64
  ) -> UInt64 {
    guard isAny else { return rootLevel &- leafLevel &+ 1 }
    let space = LevelCaches.space(asid, of: machine)
    var level = leafLevel &+ 1
    while level <= min(rootLevel, LevelCaches.highest) {
      let key = LevelCaches.key(gva.rawValue, from: 12 &+ indexBits &* (level &- 1), in: space)
      if caches[level].use(key) { break }
      level &+= 1
    }
    return min(level, rootLevel &+ 1) &- leafLevel
  }

  /// Drops what was cached of a machine's address space.
  func flush(asid: ASID, of machine: MachineTag) { if isAny { caches.flush(asid: asid, of: machine) } }

  /// Drops what was cached of a machine.
  func flushAll(of machine: MachineTag) { if isAny { caches.flushAll(of: machine) } }

  /// Drops everything.
  func flushAll() { if isAny { caches.flushAll() } }
}
