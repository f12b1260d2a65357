import MMUCore
import MMUReference
import Testing
import Workload

/// Barr, Cox and Rixner, "Translation Caching: Skip, Don't Walk (the Page Table)", ISCA 2010; Intel SDM vol. 3A, section
/// "Caching Translation Information".
@Suite struct WalkCacheTests {
  private static let intel = WalkCacheGeometry(pml4: 4, pdpt: 4, pde: 24)
  private static let endless = WalkCacheGeometry(pml4: 64, pdpt: 256, pde: 4096)
  private static let geometries: [WalkCacheGeometry] = [
    .none, intel, WalkCacheGeometry(pml4: 1, pdpt: 1, pde: 1), WalkCacheGeometry(pml4: 0, pdpt: 2, pde: 0),
    WalkCacheGeometry(pml4: 2, pdpt: 0, pde: 3), WalkCacheGeometry(pml4: 2, pdpt: 4, pde: 32, lines: 16),
    WalkCacheGeometry(physical: 24), WalkCacheGeometry(physical: 1), WalkCacheGeometry(physical: 3, lines: 5), endless,
  ]

  /// An address in one of a few 512 GiB, each with a few 1 GiB, with a few 2 MiB, with a few pages; the size goes by where.
  private func page(_ random: inout RandomGenerator) -> (GVA, PageSize) {
    let parts = [39, 30, 21, 12].map { random.next(below: $0 == 39 ? 3 : 6) << UInt64($0) }
    let gva = parts.reduce(random.next(below: 4096), +)
    if parts[1] >> 30 == 5 { return (GVA(gva), .gib1) }
    return (GVA(gva), parts[2] >> 21 >= 4 ? .mib2 : .kib4)
  }

  @Test(arguments: geometries.indices) func theReferenceCountsTheSame(_ index: Int) throws {
    let seed = UInt64(index) + 7
    var random = RandomGenerator(seed: seed)
    let machine = try WalkCacheMachine(Self.geometries[index], spaces: 3)
    for step in 0..<4000 {
      switch random.next(below: 100) {
      case 0: machine.switchSpace(to: Int(random.next(below: 3)))
      case 1:
        let asid = UInt16(random.next(below: 3))
        machine.handler.caches.flush(asid: ASID(asid))
        machine.reference.flush(asid: asid)
      case 2 where step % 8 == 0:
        machine.handler.caches.flushAll()
        machine.reference.flushAll()
      default:
        let (gva, size) = page(&random)
        try machine.access(gva, size, random.next(below: 2) == 0 ? .load : .store)
      }
      if step % 500 == 499 { machine.expectAgreement("seed \(seed), step \(step)") }
    }
  }

  // MARK: Laws

  @Test func theFirstTouchOfASpaceReadsEveryLevel() throws {
    for (size, levels) in [(PageSize.kib4, 4), (.mib2, 3), (.gib1, 2)] as [(PageSize, UInt64)] {
      for geometry in Self.geometries {
        let machine = try WalkCacheMachine(geometry)
        try machine.access(GVA(0x1234_5678), size)
        #expect(machine.handler.reads.references == levels)
      }
    }
  }

  @Test func noWalkReadsMoreThanItsLevelsAndWithRoomForAllOnlyTheLeaf() throws {
    var random = RandomGenerator(seed: 3)
    let machine = try WalkCacheMachine(Self.endless)
    let pages = (0..<200).map { _ in page(&random) }
    for (gva, size) in pages { try machine.access(gva, size) }
    for (gva, size) in pages {
      let before = machine.handler.reads.references
      try machine.access(gva, size)
      #expect(machine.handler.reads.references == before + 1, "\(gva)")
    }
  }

  @Test func withoutCachesEveryWalkReadsEveryLevel() throws {
    let machine = try WalkCacheMachine(.none)
    for _ in 0..<5 { try machine.access(GVA(0x5000)) }
    #expect(machine.handler.reads.references == 20)
    for level in 1...4 { #expect(machine.handler.reads[PageLevel(UInt64(level))].sameLine == 4) }
  }

  // MARK: By hand

  /// Reads of each walk, with one entry a level: pages 0 and 1 share all tables, 2 MiB further shares the directory, 1 GiB
  /// further the PDPT, 512 GiB further the root alone.
  @Test func aWalkByHand() throws {
    let machine = try WalkCacheMachine(WalkCacheGeometry(pml4: 1, pdpt: 1, pde: 1))
    let steps: [(gva: UInt64, reads: UInt64)] = [
      (0, 4), (0x1000, 1), (0x20_0000, 2), (0, 2), (0, 1), (1 << 30, 3), (0x1000, 3), (1 << 39, 4), (0, 4),
    ]
    for (index, step) in steps.enumerated() {
      let before = machine.handler.reads.references
      try machine.access(GVA(step.gva))
      #expect(machine.handler.reads.references - before == step.reads, "step \(index)")
    }
    #expect(machine.handler.caches.hits == hits(pml4: 2, pdpt: 2, pde: 2))
  }

  /// The same by physical address, with two entries. A walk finds what was there when it began, and leaves the last two that
  /// it went through: its PDPT entry and its page-directory entry.
  @Test func aWalkByPhysicalAddressByHand() throws {
    let machine = try WalkCacheMachine(WalkCacheGeometry(physical: 2))
    let steps: [(gva: UInt64, reads: UInt64)] = [
      (0, 4), (0x1000, 2), (0x20_0000, 3), (0, 3), (1 << 30, 4), (0x1000, 4),
    ]
    for (index, step) in steps.enumerated() {
      let before = machine.handler.reads.references
      try machine.access(GVA(step.gva))
      #expect(machine.handler.reads.references - before == step.reads, "step \(index)")
    }
    #expect(machine.handler.caches.hits == hits(pml4: 0, pdpt: 3, pde: 1))
  }

  private func hits(pml4: UInt64, pdpt: UInt64, pde: UInt64) -> WalkCacheHits {
    var hits = WalkCacheHits()
    (hits.pml4, hits.pdpt, hits.pde) = (pml4, pdpt, pde)
    return hits
  }

  // MARK: Lines

  /// Eight entries a line: pages 0 to 7 lie in one line of the page table, page 8 in the next.
  @Test func linesByHand() throws {
    let machine = try WalkCacheMachine(WalkCacheGeometry(pml4: 4, pdpt: 4, pde: 4, lines: 1))
    for page in 0..<9 as Range<UInt64> { try machine.access(GVA(page << 12)) }
    let leaf = machine.handler.reads[.leaf]
    #expect(leaf.references == 9 && leaf.sameLine == 7 && leaf.distinctLines == 2 && leaf.lineHits == 7)
    try machine.access(GVA(0))
    #expect(machine.handler.reads[.leaf].distinctLines == 2 && machine.handler.reads[.leaf].lineHits == 7)
  }

  // MARK: What a hit must not skip

  @Test func aHitMarksTheLeaf() throws {
    let machine = try WalkCacheMachine(Self.intel)
    try machine.access(GVA(0x5000))
    let leaf = try #require(machine.entry(for: GVA(0x5000), at: 1))
    machine.store(leaf.entry & ~0x60, at: leaf.place)
    try machine.access(GVA(0x5000), .kib4, .store)
    #expect(machine.handler.caches.hits.pde == 1)
    #expect(machine.entry(for: GVA(0x5000), at: 1)?.entry == leaf.entry | 0x60)
  }

  /// The rights above the leaf are remembered with the table that they lead to.
  @Test func aHitKeepsTheRightsAbove() throws {
    for (flip, kind) in [(2, AccessKind.store), (1 << 63, .fetch)] as [(UInt64, AccessKind)] {
      for level in 2...4 {
        let machine = try WalkCacheMachine(Self.intel)
        try machine.access(GVA(0x5000))
        machine.handler.caches.flushAll()
        let above = try #require(machine.entry(for: GVA(0x5000), at: level))
        machine.store(above.entry ^ flip, at: above.place)
        // A fault caches nothing: a load, which is permitted, brings the entries in.
        #expect(machine.isFound(MemoryAccess(.load, GVA(0x5000))))
        #expect(machine.isFound(MemoryAccess(.load, GVA(0x5000))) && machine.handler.caches.hits.pde == 1)
        #expect(!machine.isFound(MemoryAccess(kind, GVA(0x5000))))
        #expect(machine.handler.fault?.reason == .protection)
      }
    }
  }

  @Test func aHitTakesNoRightsAway() throws {
    for geometry in [Self.intel, WalkCacheGeometry(physical: 24)] {
      let machine = try WalkCacheMachine(geometry)
      try machine.access(GVA(0x5000))
      for kind in [AccessKind.load, .store, .fetch] { #expect(machine.isFound(MemoryAccess(kind, GVA(0x5000)))) }
    }
  }

  @Test func aFaultCountsNothingAndCachesNothing() throws {
    let machine = try WalkCacheMachine(Self.intel)
    try machine.access(GVA(0x5000))
    let before = (machine.handler.reads.references, machine.handler.caches.hits)
    #expect(!machine.isFound(MemoryAccess(.load, GVA(0x6000))))
    #expect(machine.handler.refused == MemoryAccess(.load, GVA(0x6000)))
    #expect((machine.handler.reads.references, machine.handler.caches.hits) == before)
    #expect(!machine.isFound(MemoryAccess(.load, GVA(1 << 50))))
    #expect(machine.handler.fault?.reason == .nonCanonical)
  }

  // MARK: Invalidation

  /// A page table that was replaced is found only after the caches were told.
  @Test func aStaleTableIsUsedUntilItIsInvalidated() throws {
    for geometry in [Self.intel, WalkCacheGeometry(physical: 24)] {
      let machine = try WalkCacheMachine(geometry)
      try machine.access(GVA(0x5000))
      let above = try #require(machine.entry(for: GVA(0x5000), at: 2))
      machine.store(0, at: above.place)
      #expect(machine.isFound(MemoryAccess(.load, GVA(0x5000))), "the table is known")
      machine.handler.caches.flush(asid: ASID(0))
      #expect(!machine.isFound(MemoryAccess(.load, GVA(0x5000))))
    }
  }

  /// What one space knows serves no other, and is kept while another is current.
  @Test func spacesAreToldApart() throws {
    let machine = try WalkCacheMachine(Self.intel, spaces: 2)
    try machine.access(GVA(0x5000))
    machine.switchSpace(to: 1)
    try machine.access(GVA(0x5000))
    #expect(machine.handler.reads.references == 8)
    machine.switchSpace(to: 0)
    machine.handler.caches.flush(asid: ASID(1))
    try machine.access(GVA(0x5000))
    #expect(machine.handler.reads.references == 9)
    machine.switchSpace(to: 1)
    try machine.access(GVA(0x5000))
    #expect(machine.handler.reads.references == 13)
  }
}
