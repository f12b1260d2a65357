// What is walked ahead.

extension TLBHierarchy {
  /// Lets the prefetcher know of a translation that no level had.
  @inline(never)
  mutating func prefetch<Sizing: PageSizing, Handler: TLBMissHandler>(
    _ access: MemoryAccess, _ translation: TLBTranslation, _ pages: Sizing, _ handler: inout Handler
  ) {
    let page = Int64(bitPattern: translation.gva.rawValue) &>> Int64(translation.size.shift)
    history.note(page, translation.size)
    switch shape.prefetcher.kind {
    case .none: break
    case .nextPage: prefetch(at: 1, from: translation, access, pages, &handler)
    case .stride:
      guard let distance = history.distance, distance == history.earlierDistance else { return }
      prefetch(at: distance, from: translation, access, pages, &handler)
    case .distance:
      guard let distance = history.distance else { return }
      for number in 0..<distances.count(after: distance) {
        let next = distances.distance(number, after: distance)
        prefetch(at: next, from: translation, access, pages, &handler)
      }
      if let earlier = history.earlierDistance { distances.note(distance, after: earlier) }
    }
  }

  /// Walks the page at a distance ahead, and keeps it if it is mapped, unless something has it or no TLB takes its size.
  private mutating func prefetch<Sizing: PageSizing, Handler: TLBMissHandler>(
    at distance: Int64, from miss: TLBTranslation, _ access: MemoryAccess, _ pages: Sizing, _ handler: inout Handler
  ) {
    let byteDistance = UInt64(bitPattern: distance) &<< UInt64(miss.size.shift)
    let gva = miss.gva.aligned(to: miss.size).advanced(by: byteDistance)
    let guess = MemoryAccess(access.isFetch ? .fetch : .load, gva)
    let translation = translation(guess.gva, pages.pageSize(of: guess.gva))
    let path = path(side: access.isFetch ? 1 : 0, translation.size)
    let key = translation.key(pairShift: 0)
    guard path.count > 0, buffer.findWay(of: key, in: 0) == nil else { return }
    for step in 0..<path.count where arrays[path[step]].find(translation) != nil { return }
    counters.prefetchWalks &+= 1
    guard handler.handlePrefetch(guess) else { return }
    counters.prefetchesIssued &+= 1
    buffer.fillAbsent(key, in: 0, Presence())
  }
}
