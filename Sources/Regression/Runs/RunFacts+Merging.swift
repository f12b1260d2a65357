extension RunFacts {
  /// What several files have in common: a fact that they disagree about is left out.
  init(merging facts: [RunFacts]) {
    func common<Value: Equatable>(_ fact: (RunFacts) -> Value?) -> Value? {
      guard let first = facts.first.flatMap(fact), facts.allSatisfy({ fact($0) == first }) else { return nil }
      return first
    }
    self.init(
      source: common(\.source) ?? .mixed, date: facts.lazy.compactMap(\.date).first,
      gitRevision: common(\.gitRevision), codeHash: common(\.codeHash), swiftVersion: common(\.swiftVersion),
      host: common(\.host), isInterrupted: facts.contains(where: \.isInterrupted))
  }
}
