import Report

/// The numbers of a profile by the names that `--assert` knows.
public enum ProfileMetrics {
  /// Every name that there can be, so that a wrong one is told before anything runs.
  public static var names: [String] { values.map(\.name) + localityNames }

  /// The names of what only a pass over the accesses themselves finds out.
  public static var localityNames: [String] {
    ["l1d", "l1i", "l2", "l3"].flatMap { level in parts.map { "\(level).\($0.name)" } }
  }

  /// The metrics that a profile has; what was not measured is left out.
  ///
  /// - Parameter locality: what one pass over its accesses found out, if that is not in the profile itself.
  public static func of(_ profile: TLBProfile, locality: LocalityProfile? = nil) -> [String: AssertionMetric] {
    var metrics: [String: AssertionMetric] = [:]
    for value in values { metrics[value.name] = value.metric(profile) }
    for level in (locality ?? profile.locality)?.levels ?? [] {
      for part in parts { metrics["\(level.name.lowercased()).\(part.name)"] = part.metric(level) }
    }
    return metrics
  }

  // MARK: Counts

  private typealias Value = (name: String, metric: (TLBProfile) -> AssertionMetric?)

  private static var values: [Value] {
    let kinds: [(name: String, row: KeyPath<TLBProfileCounts, TLBProfileCounts.Row>)] = [
      ("fetches", \.fetches), ("loads", \.loads), ("stores", \.stores), ("all", \.all),
    ]
    return kinds.flatMap { kind in
      [
        ("accesses.\(kind.name)", { count($0.counts[keyPath: kind.row].accesses) }),
        ("l1_misses.\(kind.name)", { count($0.counts[keyPath: kind.row].level1Misses) }),
        ("misses.\(kind.name)", { count($0.counts[keyPath: kind.row].misses) }),
      ] as [Value]
    } + ratios + rest
  }

  private static var ratios: [Value] {
    [
      ("l1i.hit_ratio", { ratio($0.counts.fetches.level1Hits, $0.counts.fetches.accesses) }),
      (
        "l1d.hit_ratio",
        {
          let (loads, stores) = ($0.counts.loads, $0.counts.stores)
          return ratio(loads.level1Hits + stores.level1Hits, loads.accesses + stores.accesses)
        }
      ),
      (
        "l2.hit_ratio",
        { profile in profile.counts.all.level2Hits.flatMap { ratio($0, profile.counts.all.level1Misses) } }
      ),
      ("l2.hits", { $0.counts.all.level2Hits.map(count) }), ("l2.misses", { $0.counts.all.level2Misses.map(count) }),
      ("l1_misses_per_1000", { .init($0.counts.all.level1MissesPerThousand) }),
      ("walks_per_1000", { .init($0.counts.all.missesPerThousand) }),
    ]
  }

  private static var rest: [Value] {
    [
      ("walks", { count($0.counts.walks) }), ("references", { count($0.counts.references) }),
      ("references_per_walk", { $0.counts.walks == 0 ? nil : .init($0.counts.referencesPerWalk) }),
      ("distinct_pages", { count($0.counts.distinctPages) }),
      ("page_table_frames", { count($0.counts.pageTableFrames) }),
      ("page_crossings", { count($0.counts.pageCrossings) }), ("exits", { ($0.shadow?.exits).map(count) }),
      ("exits_per_1000", { ($0.shadow?.exitsPerThousand).map { .init($0) } }),
    ]
  }

  // MARK: Causes

  private typealias Part = (name: String, metric: (LevelLocality) -> AssertionMetric?)

  private static var parts: [Part] {
    [
      ("compulsory", { count($0.compulsory) }), ("capacity", { count($0.capacity) }),
      ("conflict", { .init(Double($0.conflict)) }), ("optimal", { ($0.optimal?.setAssociative).map(count) }),
      ("overfull_sets", { .init(Double($0.pressure.overfullSets)) }),
    ]
  }

  private static func count(_ count: UInt64) -> AssertionMetric { .init(Double(count)) }

  private static func ratio(_ part: UInt64, _ whole: UInt64) -> AssertionMetric? {
    whole == 0 ? nil : .init(Double(part) / Double(whole), unit: .ratio)
  }
}
