import MMUCore

extension LocalityProfiler {
  /// What was found out so far.
  ///
  /// - Parameter naming: who knows what lies at an address of the trace's first address space.
  public func result(naming: PageNaming? = nil) -> LocalityProfile {
    var limits = limits
    if levels?.trackers.contains(where: { $0.log?.isGivenUp == true }) == true {
      limits.append(.optimal(maximumPageChanges: options.maximumOptimalPageChanges))
    }
    let counts = curves.first?.touches.counts ?? counter.counts
    return LocalityProfile(
      counts: counts, exactTranslations: curves.first?.coveredTranslations ?? 0, limits: limits,
      pageSizes: options.pageSizes.indices.map(locality), levels: levelResults(),
      windows: curves.first.flatMap { windows?.result($0, levels) }, hottest: hottest(naming))
  }

  private static let sharedStreams: [LocalityStream] = [.secondLevel, .thirdLevel]

  // MARK: Curves

  private func locality(_ index: Int) -> PageSizeLocality {
    let curves = index < curves.count ? curves[index] : nil
    let sample = index < samples.count ? samples[index] : nil
    let all = curves?.all ?? curves?.data
    var streams: [(LocalityStream, StackDistanceCurve)] = []
    if let curves {
      streams = [(LocalityStream.data, curves.data)]
      if let fetch = curves.fetch { streams.append((.fetch, fetch)) }
      if let all = curves.all { streams.append((.all, all)) }
      if index == 0 {
        for (stream, level) in zip(Self.sharedStreams, levels?.shared ?? []) {
          streams.append((stream, level.curve))
        }
      }
    }
    let sampledPages = sample.map { Int(($0.estimatedPages).rounded(.up)) } ?? 0
    return PageSizeLocality(
      pageSize: options.pageSizes[index].name, distinctPages: UInt64(all?.pageCount ?? 0),
      curves: streams.map { $1.curve($0, at: CurvePoints.sizes(through: $1.pageCount, of: interesting)) },
      reuse: streams.map { $1.histogram($0) },
      sampled: sample?.curve(at: CurvePoints.sizes(through: sampledPages, of: interesting)))
  }

  /// The numbers of entries that are points of every curve.
  private var interesting: [Int] { options.sizes + options.levels.map(\.geometry.capacity) }

  // MARK: Levels

  private func levelResults() -> [LevelLocality] {
    guard let levels, let curves = curves.first else { return [] }
    var results: [LevelLocality] = []
    if let data = levels.data { results.append(result(data, .data, curves.data)) }
    if let fetch = levels.fetch { results.append(result(fetch, .fetch, curves.fetch)) }
    for (stream, level) in zip(Self.sharedStreams, levels.shared) {
      results.append(result(level.tracker, stream, level.curve))
    }
    return results
  }

  private func result(_ tracker: LevelTracker, _ stream: LocalityStream, _ curve: StackDistanceCurve?) -> LevelLocality
  {
    let geometry = tracker.level.geometry
    let compulsory = UInt64(curve?.pageCount ?? 0)
    let fullyAssociative = curve?.misses(entries: geometry.capacity) ?? 0
    return LevelLocality(
      name: tracker.level.name, stream: stream, sets: geometry.sets, ways: geometry.ways,
      index: geometry.foldsIndex ? "xor" : "linear", translations: curve?.useCount ?? 0, misses: tracker.misses,
      compulsory: compulsory, capacity: fullyAssociative - compulsory,
      conflict: Int64(tracker.misses) - Int64(fullyAssociative), missesByWays: tracker.missesByWays,
      optimal: optimal(tracker), pressure: pressure(tracker, stream))
  }

  private func optimal(_ tracker: LevelTracker) -> LevelLocality.Optimal? {
    guard let log = tracker.log, !log.isGivenUp, let directory = curves.first?.directory else { return nil }
    let (geometry, stacks) = (tracker.level.geometry, tracker.stacks)
    let nextUses = OptimalMisses.nextUses(log.pages, count: log.count, pageCount: directory.count)
    let records = directory.records
    let setAssociative = OptimalMisses.misses(log.pages, nextUses, sets: geometry.sets, ways: geometry.ways) {
      stacks.set(of: records[Int($0)].key)
    }
    let fullyAssociative =
      geometry.sets == 1 ? setAssociative : OptimalMisses.misses(nextUses, entries: geometry.capacity)
    return LevelLocality.Optimal(setAssociative: setAssociative, fullyAssociative: fullyAssociative)
  }

  private func pressure(_ tracker: LevelTracker, _ stream: LocalityStream) -> SetPressure {
    guard let curves = curves.first else { preconditionFailure("levels without curves") }
    let pages = tracker.pagesBySet(curves.directory.records, count: curves.directory.count) { page in
      switch stream {
      case .data: curves.data.holds(page)
      case .fetch: curves.fetch?.holds(page) ?? false
      default: curves.data.holds(page) || curves.fetch?.holds(page) ?? false
      }
    }
    return tracker.pressure(pages: pages, windows: windows?.count ?? 0)
  }

  // MARK: Hot pages

  private func hottest(_ naming: PageNaming?) -> HottestPages? {
    guard let uses, let curves = curves.first else { return nil }
    let ranking = PageRanking(
      records: curves.directory.records, count: curves.directory.count, pageSize: curves.pageSize, uses: uses,
      misses: levels?.pageMisses, naming: naming)
    return ranking.hottest(options.hottestPages, missesOf: levels?.trackers.last?.level.name)
  }
}

extension StackDistanceCurve {
  /// The curve at given numbers of entries, in ascending order.
  fileprivate func curve(_ stream: LocalityStream, at sizes: [Int]) -> MissCurve {
    var (misses, depth) = (useCount, 1)
    let points = sizes.map { entries in
      while depth <= entries && depth <= pageCount {
        misses -= uses[depth]
        depth += 1
      }
      return MissCurve.Point(entries: entries, misses: misses)
    }
    return MissCurve(stream: stream, translations: useCount, compulsory: UInt64(pageCount), points: points)
  }

  /// The histogram of depths.
  fileprivate func histogram(_ stream: LocalityStream) -> ReuseHistogram {
    var buckets: [ReuseHistogram.Bucket] = []
    var from = 1
    while from <= pageCount {
      let through = 2 * from - 1
      let count = (from...min(through, pageCount)).reduce(0 as UInt64) { $0 + uses[$1] }
      buckets.append(ReuseHistogram.Bucket(from: UInt64(from), through: UInt64(through), count: count))
      from *= 2
    }
    while buckets.last?.count == 0 { buckets.removeLast() }
    let exact = (1...ReuseHistogram.exactDistances).prefix { $0 <= pageCount }.map { uses[$0] }
    return ReuseHistogram(stream: stream, exact: exact, buckets: buckets, first: uses[0])
  }
}
