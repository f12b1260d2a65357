extension ExplanationFacts {
  /// The facts that a profile has.
  ///
  /// - Parameter locality: what one pass over its accesses found out, if that is not in the profile itself.
  public init(_ profile: TLBProfile, _ locality: LocalityProfile? = nil) {
    let counts = profile.counts
    self.init(
      translations: counts.all.accesses, walks: counts.all.misses, pageSize: profile.tlb.pageSize,
      levels: Self.levels(profile))
    fetchWalks = counts.fetches.misses
    walking =
      profile.walkCache.map { Self.walking($0, pageSize) }
      ?? Walking(walks: counts.walks, references: counts.references, uncachedReferences: nil, hasCaches: false)
    exits = profile.shadow.map(Self.exits)
    if let locality = locality ?? profile.locality { add(locality) }
    if let comparison = profile.pageSizes {
      pageSizes = comparison.rows.map { PageSize(name: $0.policy, misses: $0.misses) }
    }
  }

  private static func levels(_ profile: TLBProfile) -> [Level] {
    let (counts, tlb) = (profile.counts, profile.tlb)
    func level(_ name: String, _ array: TLBProfile.Array, _ translations: UInt64, _ misses: UInt64) -> Level {
      Level(
        name: name, sets: array.sets, ways: array.ways, policy: array.policy, translations: translations, misses: misses
      )
    }
    let data = counts.loads.accesses + counts.stores.accesses
    let dataMisses = counts.loads.level1Misses + counts.stores.level1Misses
    let instruction = level("L1I", tlb.level1Instruction, counts.fetches.accesses, counts.fetches.level1Misses)
    let first = level("L1D", tlb.level1Data, data, dataMisses)
    guard let second = tlb.level2, let misses = counts.all.level2Misses else {
      return counts.fetches.accesses > data ? [first, instruction] : [instruction, first]
    }
    let levels = [first, instruction, level("L2", second, counts.all.level1Misses, misses)]
    return levels + (tlb.level3.map { [level("L3", $0, misses, counts.all.misses)] } ?? [])
  }

  /// In one dimension, it is known what a walk without caches reads: an entry a level, down to the page's.
  private static func walking(_ caches: WalkCacheProfile, _ pageSize: String) -> Walking {
    let depths: [String: UInt64] = ["4K": 4, "2M": 3, "1G": 2]
    let depth = caches.hostLevels == nil ? depths[pageSize] : nil
    return Walking(
      walks: caches.walks, references: caches.references, uncachedReferences: depth.map { $0 * caches.walks },
      hasCaches: true)
  }

  private static func exits(_ shadow: ShadowProfile) -> Exits {
    let names = [
      ("pf_taken", "page faults"), ("invlpg", "INVLPG"), ("cr3_load", "loads of CR3"), ("space_flush", "INVPCID"),
      ("mode_change", "changes of mode"),
    ]
    return Exits(
      total: shadow.exits, causes: names.map { Exits.Cause(name: $0.1, count: shadow.counts[$0.0] ?? 0) })
  }

  // MARK: Locality

  private mutating func add(_ locality: LocalityProfile) {
    for analysed in locality.levels {
      guard let index = levels.firstIndex(where: { $0.name == analysed.name }) else { continue }
      levels[index].add(analysed)
    }
    let own = locality.pageSizes.first { $0.pageSize == pageSize }
    let stream: LocalityStream = own?.curve(.all) == nil ? .data : .all
    curve = own?.curve(.thirdLevel) ?? own?.curve(.secondLevel) ?? own?.curve(stream)
    pageSizes = locality.pageSizes.compactMap { size in
      guard let curve = size.curve(stream), let entries = levels.last?.entries else { return nil }
      return PageSize(name: size.pageSize, misses: curve.misses(at: entries))
    }
    phases = locality.windows.map { Self.phases($0, lastLevel: locality.levels.count - 1) } ?? []
    regions = (locality.hottest?.regionsByMisses ?? []).compactMap { region in
      region.name.map { Region(name: $0, pages: region.pages, misses: region.misses) }
    }
  }

  private static func phases(_ windows: LocalityWindows, lastLevel: Int) -> [Phase] {
    windows.phases.map { phase in
      let parts = windows.windows(of: phase)
      return Phase(
        name: phase.name, translations: parts.reduce(0) { $0 + $1.translations },
        pages: parts.map(\.distinctPages).max() ?? 0,
        misses: parts.reduce(0) { $0 + ($1.levelMisses.indices.contains(lastLevel) ? $1.levelMisses[lastLevel] : 0) })
    }
  }
}

extension ExplanationFacts.Level {
  fileprivate mutating func add(_ analysed: LevelLocality) {
    compulsory = analysed.compulsory
    capacity = analysed.capacity
    conflict = analysed.conflict
    optimal = analysed.optimal?.setAssociative
    missesByWays = analysed.missesByWays
    hottestSets = analysed.pressure.missing.map { Row(set: $0.set, pages: $0.pages, misses: $0.misses) }
  }
}
