import MMUCore

/// A miss handler as a profiler uses it.
///
/// `run` is a requirement of its own because only MMUCore can specialise the simulation for a handler.
protocol ProfiledWalks: TLBMissHandler {
  /// Walks that found a translation.
  var walks: UInt64 { get }
  /// The entries that they read.
  var references: UInt64 { get }
  /// The access that the last refusal was for.
  var refused: MemoryAccess? { get }
  /// Why it was refused.
  var missing: NestedWalkFault? { get }
  /// The event that waits for the owner of the tables.
  var events: EventStop { get set }
  /// What walk caches did, if there are any.
  var walkCacheProfile: WalkCacheProfile? { get }

  /// Goes on in another address space.
  mutating func switchSpace(to asid: ASID, root: GPA)
  /// Drops what walk caches know of an address space.
  mutating func flushWalkCaches(asid: ASID)
  /// Drops what walk caches know of all address spaces.
  mutating func flushWalkCaches()
  /// Sends accesses through, to pages of one size.
  mutating func run(
    _ accesses: UnsafeBufferPointer<MemoryAccess>, through tlbs: inout TLBHierarchy, _ pages: UniformPages,
    includesFetches: Bool
  ) -> Int
  /// Sends accesses through, to pages of the sizes that a map says.
  mutating func run(
    _ accesses: UnsafeBufferPointer<MemoryAccess>, through tlbs: inout TLBHierarchy, _ pages: PageSizeMap
  ) -> Int
}

extension WalkOnMiss: ProfiledWalks {
  var missing: NestedWalkFault? { fault.map(NestedWalkFault.guest) }
  var walkCacheProfile: WalkCacheProfile? { nil }

  mutating func switchSpace(to asid: ASID, root: GPA) { switchSpace(to: root) }
  mutating func flushWalkCaches(asid: ASID) {}
  mutating func flushWalkCaches() {}

  mutating func run(
    _ accesses: UnsafeBufferPointer<MemoryAccess>, through tlbs: inout TLBHierarchy, _ pages: UniformPages,
    includesFetches: Bool
  ) -> Int {
    includesFetches
      ? tlbs.run(accesses, pages, walkingOnMiss: &self) : tlbs.runData(accesses, pages, walkingOnMiss: &self)
  }

  mutating func run(
    _ accesses: UnsafeBufferPointer<MemoryAccess>, through tlbs: inout TLBHierarchy, _ pages: PageSizeMap
  ) -> Int { tlbs.run(accesses, pages, walkingOnMiss: &self) }
}

extension CachedWalkOnMiss: ProfiledWalks {
  var references: UInt64 { reads.references }
  var missing: NestedWalkFault? { fault.map(NestedWalkFault.guest) }
  var walkCacheProfile: WalkCacheProfile? { WalkCacheProfile(self) }

  mutating func flushWalkCaches(asid: ASID) { caches.flush(asid: asid) }
  mutating func flushWalkCaches() { caches.flushAll() }

  mutating func run(
    _ accesses: UnsafeBufferPointer<MemoryAccess>, through tlbs: inout TLBHierarchy, _ pages: UniformPages,
    includesFetches: Bool
  ) -> Int {
    includesFetches
      ? tlbs.run(accesses, pages, walkingOnMiss: &self) : tlbs.runData(accesses, pages, walkingOnMiss: &self)
  }

  mutating func run(
    _ accesses: UnsafeBufferPointer<MemoryAccess>, through tlbs: inout TLBHierarchy, _ pages: PageSizeMap
  ) -> Int { tlbs.run(accesses, pages, walkingOnMiss: &self) }
}

extension NestedWalkOnMiss: ProfiledWalks {
  var missing: NestedWalkFault? { fault }
  var walkCacheProfile: WalkCacheProfile? { WalkCacheProfile(self) }

  mutating func flushWalkCaches(asid: ASID) { caches.flush(asid: asid) }
  mutating func flushWalkCaches() { caches.flushAll() }

  mutating func run(
    _ accesses: UnsafeBufferPointer<MemoryAccess>, through tlbs: inout TLBHierarchy, _ pages: UniformPages,
    includesFetches: Bool
  ) -> Int {
    includesFetches
      ? tlbs.run(accesses, pages, walkingOnMiss: &self) : tlbs.runData(accesses, pages, walkingOnMiss: &self)
  }

  mutating func run(
    _ accesses: UnsafeBufferPointer<MemoryAccess>, through tlbs: inout TLBHierarchy, _ pages: PageSizeMap
  ) -> Int { tlbs.run(accesses, pages, walkingOnMiss: &self) }
}
