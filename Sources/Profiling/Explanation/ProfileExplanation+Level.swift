import Report

extension ProfileExplanation {
  /// Why the last level misses.
  static func causes(_ level: ExplanationFacts.Level, _ facts: ExplanationFacts) -> [Statement] {
    let misses = level.analysedMisses
    guard let compulsory = level.compulsory, misses > 0 else { return [] }
    // Where sets do better than full associativity, what is not compulsory is for want of capacity.
    let conflict = UInt64(max(0, level.conflict))
    let parts: [(name: String, count: UInt64, meaning: String)] = [
      ("compulsory", compulsory, "first touches of a page, which no size avoids"),
      ("capacity", misses - min(misses, compulsory + conflict), "its \(grouped(level.entries)) entries are too few"),
      ("conflict", conflict, "pages crowd into some of its \(grouped(level.sets)) sets"),
    ]
    let ordered = parts.sorted { $0.count > $1.count }
    let main = ordered[0]
    let share = ExplanationWords.share(main.count, of: misses)
    let subject = share == "all" ? "All misses of \(level.name)" : "\(capitalized(share)) of \(level.name)'s misses"
    let others = ordered.dropFirst()
      .filter { ExplanationWords.fraction($0.count, misses) >= negligibleShare }
      .map { "\(ExplanationWords.share($0.count, of: misses)) \($0.name) misses" }
    let rest = others.isEmpty ? "" : "; \(ExplanationWords.list(others)) come on top"
    let text = "\(subject) are \(main.name) misses: \(main.meaning)\(rest)."
    return [Statement(text, weight: 1)] + better(level, misses)
  }

  /// Sets that do better than full associativity.
  private static func better(_ level: ExplanationFacts.Level, _ misses: UInt64) -> [Statement] {
    guard level.conflict < 0 else { return [] }
    let more = level.conflict.magnitude
    let share = ExplanationWords.fraction(more, misses)
    guard share >= negligibleShare else { return [] }
    return [
      Statement(
        "A fully associative \(level.name) would have \(ExplanationWords.counted(more, "miss", "misses")) more: "
          + "where a sweep does not fit, some sets still hold their part of it.", weight: share / 4)
    ]
  }

  /// Sets that too many pages share.
  static func sets(_ level: ExplanationFacts.Level, _ facts: ExplanationFacts) -> [Statement] {
    let misses = level.analysedMisses
    guard misses > 0, level.sets > 1, let hottest = level.hottestSets.first, hottest.pages > level.ways else {
      return []
    }
    let conflict = ExplanationWords.fraction(UInt64(max(0, level.conflict)), misses)
    let share = ExplanationWords.fraction(hottest.misses, misses)
    // A set is remarkable if it has several times its part of the misses.
    guard conflict >= negligibleShare || share >= 4 / Double(level.sets), share > 0 else { return [] }
    let crowd = level.hottestSets.filter { $0.pages > level.ways && $0.misses * 2 > hottest.misses }
    let pages = ExplanationWords.counted(hottest.pages, "page")
    let room = ExplanationWords.counted(UInt64(level.ways), "way")
    let part = ExplanationWords.share(hottest.misses, of: misses)
    var text = "\(pages) share set \(hottest.set) of \(level.name), which has \(room) and \(part) of the misses"
    if crowd.count > 1 {
      text += "; \(crowd.count - 1) more \(crowd.count == 2 ? "set is" : "sets are") nearly as crowded"
    }
    return [Statement(text + ".", weight: max(conflict, share))] + ways(level, misses, conflict)
  }

  /// What more ways would do.
  private static func ways(_ level: ExplanationFacts.Level, _ misses: UInt64, _ conflict: Double) -> [Statement] {
    guard conflict >= negligibleShare else { return [] }
    let counts = level.missesByWays.enumerated().map { (ways: $0.offset + 1, misses: $0.element) }
    guard let enough = counts.first(where: { $0.ways > level.ways && $0.misses * 2 <= misses }) else { return [] }
    let removal = ExplanationWords.removal(of: "misses", from: misses, to: enough.misses)
    return [Statement("\(enough.ways) ways in as many sets of \(level.name) \(removal).", weight: conflict * 0.9)]
  }

  /// What another policy could do at best.
  static func replacement(_ level: ExplanationFacts.Level) -> [Statement] {
    let misses = level.analysedMisses
    guard let optimal = level.optimal, misses > 0, optimal <= misses else { return [] }
    let gain = misses - optimal
    let share = ExplanationWords.fraction(gain, misses)
    guard share >= negligibleShare else {
      guard ExplanationWords.fraction(level.compulsory ?? 0, misses) < 0.5 else { return [] }
      let least = "No replacement policy helps: even OPT would miss"
      return [
        Statement(
          "\(least) \(ExplanationWords.share(optimal, of: misses)) of what LRU misses in \(level.name).", weight: 0.06)
      ]
    }
    let text =
      "OPT, which knows the future, would avoid \(ExplanationWords.share(gain, of: misses)) of \(level.name)'s "
      + "misses under LRU: no policy avoids more."
    return [Statement(text, weight: share / 3)]
  }

  static func grouped(_ number: some BinaryInteger) -> String { NumberText.grouped(UInt64(clamping: number)) }

  static func capitalized(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }
}
