import Report

extension ProfileExplanation {
  /// What larger pages would remove.
  static func pageSizes(_ facts: ExplanationFacts) -> [Statement] {
    guard let own = facts.pageSizes.firstIndex(where: { $0.name == facts.pageSize }) else { return [] }
    let base = facts.pageSizes[own].misses
    var (statements, least): ([Statement], UInt64) = ([], base)
    for size in facts.pageSizes[(own + 1)...] where base > 0 {
      let gain = ExplanationWords.fraction(least - min(least, size.misses), base)
      if gain >= negligibleShare {
        let removal = ExplanationWords.removal(of: "walks", from: base, to: size.misses)
        let counts = "\(grouped(base)) would become \(grouped(size.misses))"
        let place = statements.isEmpty ? 0.99 : 0.5
        statements.append(
          Statement(
            "\(size.name) pages \(removal): \(counts).", weight: gain * place, option: "--page-size \(size.name)"))
        least = min(least, size.misses)
      } else if !statements.isEmpty {
        statements.append(Statement("\(size.name) pages would remove hardly any more.", weight: 0.05))
      }
    }
    if statements.isEmpty, base > 0, facts.pageSizes.count > own + 1 {
      let names = facts.pageSizes[(own + 1)...].map(\.name)
      return [Statement("Larger pages (\(ExplanationWords.list(names))) would remove hardly any walks.", weight: 0.3)]
    }
    return statements
  }

  /// What a larger last level would remove: the smallest that halves its misses, or that leaves only first touches.
  static func capacity(_ facts: ExplanationFacts) -> [Statement] {
    guard let curve = facts.curve, let level = facts.levels.last, let end = curve.points.last else { return [] }
    let base = curve.misses(at: level.entries)
    guard base > 0, ExplanationWords.fraction(base - min(base, curve.compulsory), base) >= 2 * negligibleShare else {
      return []
    }
    // As many ways, and twice to sixteen times as many sets: what one could build.
    let sizes = (1...4).map { level.entries << $0 }
    guard let enough = sizes.first(where: { curve.misses(at: $0) <= base / 2 }) else {
      let largest = sizes.first { $0 >= end.entries } ?? sizes[sizes.count - 1]
      let removed = base - min(base, curve.misses(at: largest))
      guard ExplanationWords.fraction(removed, base) >= negligibleShare else {
        return [Statement("A larger \(level.name) would remove hardly any walks.", weight: 0.4)]
      }
      let text =
        "Even \(largest / level.entries) times as many entries in \(level.name) would remove only "
        + "\(ExplanationWords.share(removed, of: base)) of the walks"
      let after = base - removed
      return [Statement(text + further(curve, (5...10).map { level.entries << $0 }, base, after) + ".", weight: 0.4)]
    }
    let after = curve.misses(at: enough)
    let removal = ExplanationWords.removal(of: "walks", from: base, to: after)
    let text =
      "\(article(level.name)) \(level.name) of \(grouped(enough)) entries instead of \(grouped(level.entries)) \(removal)"
    let more = further(curve, sizes.filter { $0 > enough }, base, after)
    let gain = ExplanationWords.fraction(base - after, base)
    return [Statement(text + more + ".", weight: gain * 0.9, option: specification(facts, lastEntries: enough))]
  }

  /// What lies beyond: nothing, or the size that leaves nothing but first touches.
  private static func further(_ curve: MissCurve, _ sizes: [Int], _ base: UInt64, _ after: UInt64) -> String {
    let avoidable = Double(base - min(base, curve.compulsory))
    func left(_ misses: UInt64) -> Double { Double(misses - min(misses, curve.compulsory)) / avoidable }
    if left(after) <= negligibleShare { return "; more buys nothing" }
    guard let full = sizes.first(where: { left(curve.misses(at: $0)) <= negligibleShare }) else { return "" }
    return "; \(grouped(full)) would leave hardly more than first touches"
  }

  /// "A" or "An", as it is spoken.
  private static func article(_ name: String) -> String { "AEFHILMNORSX".contains(name.prefix(1)) ? "An" : "A" }

  /// The TLBs as `--tlb` takes them, with another number of entries in the last; `nil` where one policy does not say it.
  private static func specification(_ facts: ExplanationFacts, lastEntries: Int) -> String? {
    let names = facts.levels.map { $0.name.lowercased() }
    let policies = Set(facts.levels.map(\.policy))
    guard names == ["l1d", "l1i", "l2"], let policy = policies.first, policies.count == 1 else { return nil }
    let shapes = facts.levels.enumerated().map { index, level in
      let entries = index == facts.levels.count - 1 ? lastEntries : level.entries
      return "\(names[index])=\(entries)x\(level.ways)"
    }
    return "--tlb \(shapes.joined(separator: ","))" + (policy == "lru" ? "" : ",policy=\(policy)")
  }
}
