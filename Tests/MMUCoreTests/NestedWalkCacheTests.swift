import MMUCore
import MMUReference
import Testing
import Workload

/// Bhargava et al., "Accelerating Two-Dimensional Page Walks for Virtualized Systems", ASPLOS 2008.
@Suite struct NestedWalkCacheTests {
  private static let intel = WalkCacheGeometry(pml4: 4, pdpt: 4, pde: 24, nested: 16)
  private static let endless = WalkCacheGeometry(pml4: 64, pdpt: 256, pde: 4096, nested: 4096)
  private static let geometries: [WalkCacheGeometry] = [
    .none, intel, WalkCacheGeometry(pml4: 1, pdpt: 1, pde: 1, nested: 1),
    WalkCacheGeometry(pml4: 0, pdpt: 0, pde: 0, nested: 3), WalkCacheGeometry(pml4: 2, pdpt: 4, pde: 8, lines: 16),
    WalkCacheGeometry(physical: 24, nested: 16), WalkCacheGeometry(physical: 2, nested: 2, lines: 3), endless,
  ]

  private func page(_ random: inout RandomGenerator) -> (GVA, PageSize) {
    let parts = [39, 30, 21, 12].map { random.next(below: $0 == 39 ? 2 : 5) << UInt64($0) }
    let gva = parts.reduce(random.next(below: 4096), +)
    if parts[1] >> 30 == 4 { return (GVA(gva), .gib1) }
    return (GVA(gva), parts[2] >> 21 >= 3 ? .mib2 : .kib4)
  }

  @Test(arguments: geometries.indices) func theReferenceCountsTheSame(_ index: Int) throws {
    let seed = UInt64(index) + 70
    var random = RandomGenerator(seed: seed)
    let machine = try NestedWalkCacheMachine(Self.geometries[index], hostSize: index % 2 == 0 ? .kib4 : .mib2)
    for step in 0..<2000 {
      switch random.next(below: 200) {
      case 0:
        machine.handler.caches.flush(asid: ASID(0))
        machine.reference.flush(asid: 0)
      case 1:
        machine.handler.caches.flushAll()
        machine.reference.flushAll()
      case 2:
        machine.handler.caches.flushSecondStage()
        machine.reference.flushSecondStage()
      default:
        let (gva, size) = page(&random)
        try machine.access(gva, size, random.next(below: 2) == 0 ? .load : .store)
      }
      if step % 500 == 499 { machine.expectAgreement("seed \(seed), step \(step)") }
    }
  }

  /// (n + 1)(m + 1) − 1, the first time.
  @Test func theFirstWalkReadsEveryEntryOfBothDimensions() throws {
    for geometry in Self.geometries {
      for (size, levels) in [(PageSize.kib4, 4), (.mib2, 3), (.gib1, 2)] as [(PageSize, UInt64)] {
        let machine = try NestedWalkCacheMachine(geometry)
        try machine.access(GVA(0x1234_5678), size)
        #expect(machine.handler.references == (levels + 1) * 5 - 1)
        #expect(machine.handler.guestReads.references == levels)
      }
    }
  }

  @Test func withRoomForAllAWalkReadsTheGuestsLeafAlone() throws {
    var random = RandomGenerator(seed: 5)
    let machine = try NestedWalkCacheMachine(Self.endless)
    let pages = (0..<200).map { _ in page(&random) }
    // What is mapped is not the frame of another offset of a large page: each address comes twice, and then once more.
    for _ in 0..<2 { for (gva, size) in pages { try machine.access(gva, size) } }
    for (gva, size) in pages {
      let before = machine.handler.references
      try machine.access(gva, size)
      #expect(machine.handler.references == before + 1, "\(gva)")
    }
  }

  /// Page 1 after page 0: the page-directory cache leaves the guest's leaf, whose table the nested TLB knows; the page itself
  /// is translated by four references. With a nested TLB alone all four of the guest's entries are read; with walk caches
  /// alone the leaf's table is translated too.
  @Test func warmWalksByHand() throws {
    let cases: [(WalkCacheGeometry, UInt64)] = [
      (Self.intel, 1 + 4), (WalkCacheGeometry(pml4: 0, pdpt: 0, pde: 0, nested: 16), 4 + 4),
      (WalkCacheGeometry(pml4: 4, pdpt: 4, pde: 24), 4 + 1 + 4), (.none, 24),
      (WalkCacheGeometry(physical: 24, nested: 16), 1 + 4), (WalkCacheGeometry(physical: 24), 16 + 1 + 4),
    ]
    for (geometry, references) in cases {
      let machine = try NestedWalkCacheMachine(geometry)
      try machine.access(GVA(0))
      let before = machine.handler.references
      try machine.access(GVA(0x1000))
      #expect(machine.handler.references - before == references, "\(geometry)")
    }
  }

  /// A store needs a dirty leaf where the second stage keeps dirty bits: a word that was filled by a load is not enough.
  @Test func aStoreThroughTheNestedTLBMarksTheHostsLeaf() throws {
    let machine = try NestedWalkCacheMachine(Self.intel, host: .accessedDirty)
    try machine.access(GVA(0x5000))
    let hits = machine.handler.caches.hits.nested
    try machine.access(GVA(0x5000), .kib4, .store)
    #expect(machine.handler.caches.hits.nested == hits + 1, "the page table's frame, and not the page's")
    try machine.access(GVA(0x5000), .kib4, .store)
    #expect(machine.handler.caches.hits.nested == hits + 3)
  }

  @Test func anInvalidationOfTheGuestKeepsTheNestedTLB() throws {
    let machine = try NestedWalkCacheMachine(Self.intel)
    try machine.access(GVA(0x5000))
    machine.handler.caches.flush(asid: ASID(0))
    try machine.access(GVA(0x5000))
    #expect(machine.handler.references == 24 + 4)
    machine.handler.caches.flushSecondStage()
    try machine.access(GVA(0x5000))
    #expect(machine.handler.references == 24 + 4 + 24)
  }
}
