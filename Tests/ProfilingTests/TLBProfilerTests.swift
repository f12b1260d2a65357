import MMUCore
import Profiling
import Testing
import Workload

@Suite struct TLBProfilerTests {
  static func profiler(_ tlb: String, _ pageSize: PageSize = .kib4) throws -> TLBProfiler {
    try TLBProfiler(TLBDescription.load(tlb).model(for: [pageSize]))
  }

  static func counts(
    _ name: WorkloadName, _ tlb: String, _ pageSize: PageSize = .kib4, _ change: (inout WorkloadParameters) -> Void
  ) throws -> TLBProfileCounts {
    var parameters = WorkloadParameters()
    change(&parameters)
    let profiler = try profiler(tlb, pageSize)
    _ = try profiler.run(WorkloadCatalog.source(name, parameters))
    return profiler.counts
  }

  static func run(_ accesses: [MemoryAccess], _ profiler: TLBProfiler) throws {
    try accesses.withUnsafeBufferPointer { try profiler.run($0) }
  }

  // MARK: By hand

  @Test func countsAFewAccessesByHand() throws {
    let profiler = try Self.profiler("l1d=2xfa,l1i=1x1,l2=4xfa")
    let pages: [(AccessKind, UInt64)] = [
      (.load, 1), (.load, 1), (.store, 2), (.load, 3),  // three walks; 1 leaves the first level
      (.load, 1),  // in the second level
      (.fetch, 3), (.fetch, 3),  // in the second level, then in the first
      (.fetch, 4), (.load, 5),  // two walks; 2 leaves the second level
      (.store, 2),  // a walk again
    ]
    try Self.run(pages.map { MemoryAccess($0, GVA($1 << 12), byteCount: 8) }, profiler)
    let counts = profiler.counts
    #expect([counts.fetches, counts.loads, counts.stores, counts.all].map(\.accesses) == [3, 5, 2, 10])
    #expect([counts.fetches, counts.loads, counts.stores, counts.all].map(\.level1Hits) == [1, 1, 0, 2])
    #expect([counts.fetches, counts.loads, counts.stores, counts.all].map(\.level1Misses) == [2, 4, 2, 8])
    #expect([counts.fetches, counts.loads, counts.stores, counts.all].map(\.level2Hits) == [1, 1, 0, 2])
    #expect([counts.fetches, counts.loads, counts.stores, counts.all].map(\.level2Misses) == [1, 3, 2, 6])
    #expect([counts.walks, counts.references, counts.distinctPages] == [6, 24, 5])
    #expect(counts.pageTableFrames == 4)
    #expect(counts.all.missesPerThousand == 600 && counts.all.level1MissesPerThousand == 800)
    #expect(counts.referencesPerWalk == 4)
  }

  @Test func countsACrossingAsTwoAccesses() throws {
    let profiler = try Self.profiler("l1d=1x1,l1i=1x1")
    try Self.run([MemoryAccess(.store, GVA(0x1FFC), byteCount: 8)], profiler)
    #expect(profiler.counts.stores.accesses == 2 && profiler.counts.stores.misses == 2)
    #expect(profiler.counts.pageCrossings == 1 && profiler.counts.distinctPages == 2)
    #expect(profiler.counts.all.level2Hits == nil && profiler.counts.all.level2Misses == nil)
    let large = try Self.profiler("l1d=1x1,l1i=1x1", .mib2)
    try Self.run([MemoryAccess(.store, GVA(0x1FFC), byteCount: 8)], large)
    #expect(large.counts.stores.accesses == 1 && large.counts.pageCrossings == 0)
  }

  @Test func countsNothingAtFirst() throws {
    let counts = try Self.profiler("skylake").counts
    #expect(counts.all.accesses == 0 && counts.walks == 0 && counts.referencesPerWalk == 0)
    #expect(counts.all.missesPerThousand == 0 && counts.pageTableFrames == 1)
  }

  // MARK: Against a second implementation

  @Test(arguments: [
    "l1d=4x2,l1i=2x1,l2=16x4", "l1d=4xfa,l1i=4xfa,l2=8x2,policy=fifo", "l1d=1x1,l1i=1x1,l2=1x1", "l1d=8x2,l1i=8x4",
    "l1d=64x4,l1i=128x8,l2=1536x12",
  ])
  func agreesWithANaiveModel(_ tlb: String) throws {
    for (pageSize, seed) in zip([PageSize.kib4, .kib4, .mib2, .gib1], 1...4 as ClosedRange<UInt64>) {
      let model = try TLBDescription.load(tlb).model(for: [pageSize])
      try Self.compareWithNaiveModel(model, pageSize, seed: seed)
    }
  }

  @Test func agreesWithANaiveModelOfAFoldedIndex() throws {
    let model = try TLBDescription.load("l1i=8x2:xor,l1d=6x3,l2=24x3:xor").model(for: [.kib4])
    for seed in 10...15 as ClosedRange<UInt64> {
      try Self.compareWithNaiveModel(model, .kib4, seed: seed)
    }
  }

  /// Sends random accesses, many of them crossings and first touches, through both.
  private static func compareWithNaiveModel(
    _ model: TLBModel, _ pageSize: PageSize, seed: UInt64
  ) throws {
    var generator = RandomGenerator(seed: seed)
    var naive = try NaiveHierarchy(model, pageSize: pageSize)
    let profiler = try TLBProfiler(model)
    for _ in 0..<50 {
      let batch = (0..<400).map { _ in
        let kind = [AccessKind.load, .load, .store, .fetch][Int(generator.next(below: 4))]
        let page = generator.next(below: 6) * generator.next(below: 40)
        let nearEnd = generator.next(below: 4) == 0 ? pageSize.byteCount - 4 : generator.next(below: pageSize.byteCount)
        let address = page * pageSize.byteCount + nearEnd
        naive.access(kind, address, byteCount: 8)
        return MemoryAccess(kind, GVA(address), byteCount: 8)
      }
      try run(batch, profiler)
    }
    let counts = profiler.counts
    for (kind, row) in [(AccessKind.fetch, counts.fetches), (.load, counts.loads), (.store, counts.stores)] {
      #expect(row.accesses == naive.accesses[kind])
      #expect(row.level1Misses == naive.level1Misses[kind])
      #expect(row.misses == naive.misses[kind])
    }
    #expect(counts.pageCrossings == naive.pageCrossings)
    #expect(counts.distinctPages == UInt64(naive.pages.count))
    #expect(counts.walks == counts.all.misses)
  }

  @Test func countsTheSameInAnyBatches() throws {
    var parameters = WorkloadParameters()
    parameters.accesses = 20_000
    parameters.footprint = 16 << 20
    let source = try WorkloadCatalog.source(.gups, parameters)
    let batch = UnsafeMutableBufferPointer<MemoryAccess>.allocate(capacity: 20_000)
    defer { batch.deallocate() }
    #expect(try source.nextBatch(into: batch) == 20_000)
    let whole = try Self.profiler("skylake")
    let pieces = try Self.profiler("skylake")
    let data = try Self.profiler("skylake")
    try whole.run(UnsafeBufferPointer(batch))
    try data.run(UnsafeBufferPointer(batch), includesFetches: false)
    for start in stride(from: 0, to: 20_000, by: 7) {
      try pieces.run(UnsafeBufferPointer(rebasing: batch[start..<min(start + 7, 20_000)]))
    }
    #expect(whole.counts == pieces.counts && whole.counts == data.counts)
  }

  // MARK: By the laws of TLBs

  /// A sequential sweep in steps of b bytes misses b/4096 of the time.
  @Test(arguments: [8, 64, 512, 4096] as [UInt64]) func missesAsASweepMust(_ step: UInt64) throws {
    let small = try Self.counts(.sequential, "l1d=64x4,l1i=64x4") {
      $0.footprint = 64 << 20
      $0.accesses = (64 << 20) / step
      $0.step = step
    }
    #expect(small.all.misses == 16384)
    let large = try Self.counts(.sequential, "l1d=4xfa,l1i=64x4", .mib2) {
      $0.footprint = 64 << 20
      $0.accesses = (64 << 20) / step
      $0.step = step
    }
    #expect(large.all.misses == 32)
  }

  /// A cyclic sweep of more pages than fit never hits under LRU and FIFO; of no more, always after the first.
  @Test(arguments: ["lru", "fifo"]) func neverHitsInASweepThatDoesNotFit(_ policy: String) throws {
    let tlb = "l1d=16xfa,l1i=16xfa,policy=\(policy)"
    #expect(
      try Self.counts(.strided, tlb) {
        $0.footprint = 17 << 12; $0.accesses = 17_000
      }.all.misses == 17_000)
    #expect(
      try Self.counts(.strided, tlb) {
        $0.footprint = 16 << 12; $0.accesses = 16_000
      }.all.misses == 16)
  }

  /// Stride s on a linear index of S sets touches S / gcd(S, s) of them.
  @Test(arguments: [1, 2, 3, 8, 16, 48] as [UInt64]) func fitsWhatItsSetsHold(_ stride: UInt64) throws {
    var (left, right) = (16 as UInt64, stride)
    while right != 0 { (left, right) = (right, left % right) }
    let fitting = 4 * 16 / left
    for (pages, misses) in [(fitting, fitting), (fitting + 16 / left, 10 * (fitting + 16 / left))] {
      let counts = try Self.counts(.strided, "l1d=64x4,l1i=64x4") {
        $0.stride = stride
        $0.footprint = pages * stride << 12
        $0.accesses = 10 * pages
      }
      #expect(counts.all.misses == misses)
    }
  }

  /// Uniform random accesses to N pages hit C/N of the time: here within six standard deviations.
  @Test(arguments: ["lru", "fifo", "random", "plru"]) func hitsInProportionToItsSize(_ policy: String) throws {
    let counts = try Self.counts(.gups, "l1d=64x4,l1i=64x4,policy=\(policy)") {
      $0.footprint = 256 << 12
      $0.accesses = 400_000
    }
    // Every other access, the store, repeats the load's page.
    #expect(counts.stores.misses == 0)
    let deviation = (200_000 * 0.25 * 0.75 as Double).squareRoot()
    let difference = abs(Double(counts.loads.misses) - 150_000)
    #expect(difference < 6 * deviation + 64)
  }

  @Test(arguments: [(PageSize.kib4, 4), (.mib2, 3), (.gib1, 2)] as [(PageSize, UInt64)])
  func readsAnEntryALevel(_ size: PageSize, _ levels: UInt64) throws {
    let counts = try Self.counts(.gups, "l1d=4x4,l1i=4x4", size) {
      $0.footprint = 8 << 30; $0.accesses = 10_000
    }
    #expect(counts.references == counts.walks * levels)
    #expect(counts.referencesPerWalk == Double(levels))
    #expect(counts.walks > 0)
  }

  /// P contiguous aligned pages take the sum of ⌈P / 512^l⌉ tables: 4106 for 8 GiB of 4 KiB pages.
  @Test func takesAFrameForEveryTable() throws {
    let sweep: (inout WorkloadParameters) -> Void = {
      $0.footprint = 8 << 30
      $0.accesses = 2 << 20
      $0.step = 4096
    }
    #expect(try Self.counts(.sequential, "skylake", .kib4, sweep).pageTableFrames == 4106)
    #expect(try Self.counts(.sequential, "skylake", .mib2, sweep).pageTableFrames == 1 + 1 + 8)
    #expect(try Self.counts(.sequential, "zen4", .gib1, sweep).pageTableFrames == 1 + 1)
  }

  // MARK: Limits

  @Test func saysWhenTheTablesDoNotFit() throws {
    let model = try TLBDescription.load("skylake").model(for: [.kib4])
    let profiler = try TLBProfiler(model, tableByteCount: 5 * 4096)
    #expect(throws: TLBProfilerError.outOfTableMemory(byteCount: 5 * 4096)) {
      try profiler.run(WorkloadCatalog.source(.gups, WorkloadParameters()))
    }
    #expect(profiler.distinctPages > 0)
  }

  @Test func saysWhichAddressCannotBeTranslated() throws {
    let profiler = try Self.profiler("skylake")
    #expect(throws: TLBProfilerError.untranslatable(address: 1 << 50)) {
      try Self.run([MemoryAccess(.load, GVA(0)), MemoryAccess(.load, GVA(1 << 50))], profiler)
    }
    #expect(profiler.counts.all.accesses == 1)
  }
}
