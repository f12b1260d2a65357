/// The exact counters of a profile. Hits are left out: they are what misses leave. Accesses, pages touched and page
/// crossings have no better direction; they belong to the source, and the digest covers them.
enum ProfileCounters {
  /// The counters of a profile's `counts`.
  static func read(_ counts: FileNode) throws(RunFailure) -> [ExactCounter] {
    let accesses: UInt64 = try counts.required("all").required("accesses").count()
    var counters = try rows(counts)
    for (name, unit) in [("walks", "walks"), ("references", "table entries read")] {
      counters.append(try counter(counts.required(name), name, unit, in: accesses))
    }
    counters.append(try counter(counts.required("pageTableFrames"), "pageTableFrames", "4 KiB frames", in: 1))
    if let walks = counts.member("prefetchWalks") {
      counters.append(try counter(walks, "prefetchWalks", "walks", in: accesses))
    }
    if let used = counts.member("prefetchesUsed") {
      counters.append(try counter(used, "prefetchesUsed", "translations", .higherIsBetter, in: accesses))
    }
    return counters
  }

  /// The misses of each level, for each kind of access.
  private static func rows(_ counts: FileNode) throws(RunFailure) -> [ExactCounter] {
    var counters: [ExactCounter] = []
    for kind in ["all", "fetches", "loads", "stores"] {
      let row = try counts.required(kind)
      let accesses: UInt64 = try row.required("accesses").count()
      for level in ["level1Misses", "level2Misses", "level3Misses", "misses"] {
        guard let misses = row.member(level) else { continue }
        let name = kind == "all" ? level : "\(kind).\(level)"
        counters.append(try counter(misses, name, "translations", in: accesses))
      }
    }
    return counters
  }

  private static func counter(
    _ node: FileNode, _ name: String, _ unit: String, _ polarity: ExactCounter.Polarity = .lowerIsBetter,
    in operations: UInt64
  ) throws(RunFailure) -> ExactCounter {
    ExactCounter(name: name, events: try node.count(), operations: operations, unit: unit, polarity: polarity)
  }
}
