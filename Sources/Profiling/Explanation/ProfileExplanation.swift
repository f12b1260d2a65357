import Report

/// What a profile means, in sentences, and what to try next.
///
/// Every sentence rests on a number in the profile. What was not measured, or is too small to matter, is not mentioned;
/// what concerns most of the walks comes first.
public struct ProfileExplanation: Equatable, Sendable {
  /// A sentence.
  public struct Statement: Equatable, Sendable {
    /// The sentence, with its full stop.
    public var text: String
    /// The option that would try what it speaks of, as it is typed.
    public var option: String?
    /// The part of the walks that it concerns, which decides its place.
    var weight: Double

    init(_ text: String, weight: Double, option: String? = nil) {
      self.text = text
      self.weight = weight
      self.option = option
    }
  }

  /// The sentences; what matters most comes first.
  public let statements: [Statement]

  /// Below so many walks in an access, translation costs a program next to nothing: at 100 cycles a walk, a fiftieth of
  /// a cycle an access.
  static let negligibleRatio = 0.0002
  /// Less than this part of the walks is not worth a sentence.
  static let negligibleShare = 0.05

  /// An explanation of facts.
  public init(_ facts: ExplanationFacts) {
    guard facts.translations > 0 else {
      statements = []
      return
    }
    let others = Self.isHeld(facts) ? Self.firstLevels(facts) : Self.findings(facts)
    let ordered = others.enumerated().sorted { ($1.element.weight, $0.offset) < ($0.element.weight, $1.offset) }
    statements = [Self.headline(facts)] + ordered.map(\.element) + Self.exits(facts)
  }

  /// The options to try, each once, in the order of the sentences.
  public var options: [String] {
    var seen: Set<String> = []
    return statements.compactMap(\.option).filter { seen.insert($0).inserted }
  }

  /// The explanation for a terminal, a sentence a line, with a newline at its end.
  public var text: String {
    let tries = options.map { "  \($0)\n" }
    return statements.map { $0.text + "\n" }.joined() + (tries.isEmpty ? "" : "Try next:\n" + tries.joined())
  }

  // MARK: What it is about

  private static func isHeld(_ facts: ExplanationFacts) -> Bool {
    ExplanationWords.fraction(facts.walks, facts.translations) < negligibleRatio
  }

  private static func headline(_ facts: ExplanationFacts) -> Statement {
    let ratio = ExplanationWords.perThousand(facts.walks, facts.translations)
    guard isHeld(facts) else {
      return Statement("\(ratio) \(ratio == "1" ? "walk" : "walks") in 1000 accesses.", weight: 1)
    }
    guard facts.walks > 0 else { return Statement("The TLBs hold this program: no access is walked.", weight: 1) }
    let first = facts.levels.last.flatMap(\.compulsory) ?? 0
    let share = ExplanationWords.fraction(first, facts.walks)
    let touches =
      share > 0.5 && first <= facts.walks
      ? ", and \(ExplanationWords.share(first, of: facts.walks)) of these are first touches of a page" : ""
    return Statement("The TLBs hold this program: \(ratio) walks in 1000 accesses\(touches).", weight: 1)
  }

  /// Where walks are rare, first levels may still miss often.
  private static func firstLevels(_ facts: ExplanationFacts) -> [Statement] {
    facts.levels.dropLast().compactMap { level in
      let ratio = ExplanationWords.fraction(level.misses, level.translations)
      guard ratio >= 0.01, let last = facts.levels.last else { return nil }
      let share = ExplanationWords.share(level.misses, of: level.translations)
      return Statement(
        "\(level.name) misses \(share) of what it is asked; \(last.name) has nearly all of it.", weight: ratio)
    }
  }

  private static func findings(_ facts: ExplanationFacts) -> [Statement] {
    let last = facts.levels.last.map { causes($0, facts) + sets($0, facts) + replacement($0) } ?? []
    return last + pageSizes(facts) + capacity(facts) + phases(facts) + regions(facts) + fetches(facts) + walking(facts)
  }
}
