// Sending accesses through.

extension TLBHierarchy {
  /// Sends accesses through the TLBs, in order, to pages of the smallest size.
  ///
  /// An access that was refused is not counted. It may be run again, first of the next run, and then everything is as if it had never
  /// been refused. Events among the accesses do what they say, and are not counted as accesses.
  ///
  /// - Returns: how many were done: all, or as many as came before one that the handler refused.
  public mutating func run<Handler: TLBMissHandler>(
    _ accesses: UnsafeBufferPointer<MemoryAccess>, onMiss handler: inout Handler
  ) -> Int {
    run(accesses, UniformPages(pageSize), includesFetches: true, onMiss: &handler)
  }

  /// Sends loads and stores through the TLBs, in order: ``run(_:onMiss:)`` without the choice of a first level.
  public mutating func runData<Handler: TLBMissHandler>(
    _ accesses: UnsafeBufferPointer<MemoryAccess>, onMiss handler: inout Handler
  ) -> Int {
    run(accesses, UniformPages(pageSize), includesFetches: false, onMiss: &handler)
  }

  /// ``run(_:onMiss:)`` with pages of one size.
  public mutating func run<Handler: TLBMissHandler>(
    _ accesses: UnsafeBufferPointer<MemoryAccess>, pages: UniformPages, onMiss handler: inout Handler
  ) -> Int {
    run(accesses, pages, includesFetches: true, onMiss: &handler)
  }

  /// ``run(_:onMiss:)`` with pages of the sizes that `pages` says.
  public mutating func run<Sizing: PageSizing, Handler: TLBMissHandler>(
    _ accesses: UnsafeBufferPointer<MemoryAccess>, pages: Sizing, onMiss handler: inout Handler
  ) -> Int {
    begin(accesses)
    return runAny(accesses, pages, onMiss: &handler)
  }

  @inline(__always)
  private mutating func run<Handler: TLBMissHandler>(
    _ accesses: UnsafeBufferPointer<MemoryAccess>, _ pages: UniformPages, includesFetches: Bool,
    onMiss handler: inout Handler
  ) -> Int {
    begin(accesses)
    return isPlainLRU(pages.size)
      ? runLRU(accesses, pages, includesFetches: includesFetches, onMiss: &handler)
      : runAny(accesses, pages, onMiss: &handler)
  }

  /// Counts hits that somebody left out of a run because they change nothing: see ``PageChangeFilter``.
  ///
  /// They were the first level's for the smallest pages, as far as each of its TLBs counts.
  public mutating func count(repeatedHits hits: KindCounts) {
    counters.accesses = counters.accesses + hits
    countRepeatedHits(hits.total &- hits.fetches, side: 0)
    countRepeatedHits(hits.fetches, side: 1)
  }

  private func countRepeatedHits(_ hits: UInt64, side: Int) {
    let path = path(side: side, pageSize)
    if hits != 0 && path.count > 0 { arrays[path[0]].counters.add(lookups: hits, hits: hits, evictions: 0) }
  }

  /// An access that was half done is finished only if it comes again at once.
  @inline(__always)
  private mutating func begin(_ accesses: UnsafeBufferPointer<MemoryAccess>) {
    forgetLatest()
    if let first = accesses.first, first.rawValue != unfinished { unfinished = 0 }
  }

  /// How many accesses ahead a handler is told of one: as many misses as cover a load from memory.
  static var lookahead: Int { 8 }

  @inline(__always)
  private mutating func runAny<Sizing: PageSizing, Handler: TLBMissHandler>(
    _ accesses: UnsafeBufferPointer<MemoryAccess>, _ pages: Sizing, onMiss handler: inout Handler
  ) -> Int {
    var index = 0
    while true {
      index = skipRepeats(accesses, from: index)
      guard index < accesses.count else { break }
      let coming = index &+ Self.lookahead
      if coming < accesses.count, !accesses[coming].isEvent { handler.expect(accesses[coming]) }
      guard step(accesses[index], pages, &handler) else { break }
      index &+= 1
    }
    return index
  }

  /// The position of the first access that does not repeat the latest page of its side.
  @inline(__always)
  private mutating func skipRepeats(_ accesses: UnsafeBufferPointer<MemoryAccess>, from start: Int) -> Int {
    var index = start
    var repeats = KindCounts()
    while index < accesses.count {
      let access = accesses[index]
      guard (access.isFetch ? latestFetch : latestData).holds(access) else { break }
      repeats.count(access)
      index &+= 1
    }
    counters.accesses = counters.accesses + repeats
    let data = repeats.total &- repeats.fetches
    if data != 0 { arrays[latestData.array].counters.add(lookups: data, hits: data, evictions: 0) }
    if repeats.fetches != 0 {
      arrays[latestFetch.array].counters.add(lookups: repeats.fetches, hits: repeats.fetches, evictions: 0)
    }
    return index
  }

  /// Does one access or event.
  @inline(never)
  mutating func step<Sizing: PageSizing, Handler: TLBMissHandler>(
    _ access: MemoryAccess, _ pages: Sizing, _ handler: inout Handler
  ) -> Bool {
    if access.crossesPage { return stepUnusual(access, pages, &handler) }
    guard translate(access, pages, &handler) else { return false }
    counters.accesses.count(access)
    return true
  }

  /// Does an access that crosses a page, or an event.
  @inline(never)
  private mutating func stepUnusual<Sizing: PageSizing, Handler: TLBMissHandler>(
    _ access: MemoryAccess, _ pages: Sizing, _ handler: inout Handler
  ) -> Bool {
    if access.isEvent {
      if let event = access.event {
        guard handler.handleEvent(event) else { return false }
        apply(event)
      }
      counters.events &+= 1
      return true
    }
    let isFirstDone = unfinished == access.rawValue
    unfinished = 0
    let first = access.firstPart
    let second = access.secondPart
    if !isFirstDone { guard translate(first, pages, &handler) else { return false } }
    let size = pages.pageSize(of: first.gva)
    if first.gva.aligned(to: size) != second.gva.aligned(to: size) {
      guard translate(second, pages, &handler) else {
        unfinished = access.rawValue
        return false
      }
      counters.pageCrossings &+= 1
      counters.accesses.count(second)
    }
    counters.accesses.count(first)
    return true
  }
}
