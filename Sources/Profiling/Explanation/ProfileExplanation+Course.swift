import Report

extension ProfileExplanation {
  /// How the run falls into phases, and which of them makes the walks.
  static func phases(_ facts: ExplanationFacts) -> [Statement] {
    let phases = facts.phases
    let translations = phases.reduce(0) { $0 + $1.translations }
    let misses = phases.reduce(0) { $0 + $1.misses }
    guard phases.count > 1, translations > 0, misses > 0 else { return [] }
    var names: [String] = []
    for phase in phases where !names.contains(phase.name) { names.append(phase.name) }
    let kinds = names.map { name in Kind(name, phases.filter { $0.name == name }) }
    guard let worst = kinds.max(by: { $0.misses < $1.misses }), kinds.count > 1 else { return [] }
    let sets = kinds.prefix(5).map { "\($0.name) \(grouped($0.pages))" }
    let more = kinds.count > 5 ? " and so on" : ""
    let course = phases.count <= 12 ? ": \(phases.map(\.name).joined(separator: " "))" : ""
    let count = ExplanationWords.counted(UInt64(phases.count), "phase")
    let surplus =
      ExplanationWords.fraction(worst.misses, misses) - ExplanationWords.fraction(worst.translations, translations)
    var statements = [
      Statement(
        "The run has \(count)\(course); pages in use at a time: \(sets.joined(separator: ", "))\(more).",
        weight: max(0.2, surplus * 0.8))
    ]
    if surplus >= 0.2 {
      let part = ExplanationWords.share(worst.translations, of: translations)
      statements.append(
        Statement(
          "Phase \(worst.name), \(part) of the accesses, makes \(ExplanationWords.share(worst.misses, of: misses)) of the walks.",
          weight: surplus))
    }
    return statements
  }

  /// All phases of one name.
  private struct Kind {
    let name: String
    let translations: UInt64
    let misses: UInt64
    let pages: UInt64

    init(_ name: String, _ phases: [ExplanationFacts.Phase]) {
      self.name = name
      translations = phases.reduce(0) { $0 + $1.translations }
      misses = phases.reduce(0) { $0 + $1.misses }
      pages = phases.map(\.pages).max() ?? 0
    }
  }

  /// Where in memory the misses are.
  static func regions(_ facts: ExplanationFacts) -> [Statement] {
    guard let region = facts.regions.first, let misses = facts.levels.last?.misses, misses > 0 else { return [] }
    let share = ExplanationWords.fraction(region.misses, misses)
    guard share >= 0.1 else { return [] }
    let pages = ExplanationWords.counted(region.pages, "page")
    let part = ExplanationWords.share(min(region.misses, misses), of: misses)
    return [
      Statement(
        "\(MarkupText.shortened(region.name, to: 80)) makes \(part) of the walks, on \(pages).",
        weight: min(1, share) * 0.7)
    ]
  }

  /// Whether code rather than data is what misses.
  static func fetches(_ facts: ExplanationFacts) -> [Statement] {
    let share = ExplanationWords.fraction(facts.fetchWalks, facts.walks)
    guard share >= 0.3 else { return [] }
    let part = ExplanationWords.share(facts.fetchWalks, of: facts.walks)
    return [Statement("\(capitalized(part)) of the walks are for instruction fetches.", weight: share * 0.6)]
  }

  /// What a walk costs.
  static func walking(_ facts: ExplanationFacts) -> [Statement] {
    guard let walking = facts.walking, walking.walks > 0, walking.references > 0 else { return [] }
    let each = PlotUnit.count.text(ExplanationWords.fraction(walking.references, walking.walks))
    let entries = "\(each) table \(each == "1" ? "entry" : "entries")"
    guard walking.hasCaches else {
      guard walking.references > walking.walks else { return [] }
      let text = "Each walk reads \(entries); walk caches would save most of them."
      return [Statement(text, weight: 0.15, option: "--walk-cache 4,4,24")]
    }
    guard let uncached = walking.uncachedReferences, uncached > walking.references else {
      return [Statement("A walk reads \(entries) on average.", weight: 0.1)]
    }
    let share = ExplanationWords.share(uncached - walking.references, of: uncached)
    return [Statement("A walk reads \(entries) on average: the walk caches save \(share) of the reads.", weight: 0.15)]
  }

  /// What makes a guest exit.
  static func exits(_ facts: ExplanationFacts) -> [Statement] {
    guard let exits = facts.exits, exits.total > 0, let cause = exits.causes.max(by: { $0.count < $1.count }) else {
      return []
    }
    let ratio = ExplanationWords.perThousand(exits.total, facts.translations)
    let share = ExplanationWords.share(min(cause.count, exits.total), of: exits.total)
    let main = share == "all" ? "all of them for \(cause.name)" : "\(share) of them for \(cause.name)"
    return [Statement("The guest exits \(ratio) times in 1000 accesses, \(main).", weight: 0)]
  }
}
