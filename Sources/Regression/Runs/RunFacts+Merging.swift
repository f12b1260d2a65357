extension RunFacts {
  /// What several files have in common: a fact that they disagree about is left out. A profile is the same on every machine, and
  /// so says nothing of the machine that the others were made on.
  init(merging facts: [RunFacts]) {
    let withTimes = facts.filter { $0.source != .profile }
    func common<Value: Equatable>(_ fact: (RunFacts) -> Value?) -> Value? {
      guard let first = facts.first.flatMap(fact), facts.allSatisfy({ fact($0) == first }) else { return nil }
      return first
    }
    self.init(
      source: common(\.source) ?? .mixed, date: facts.lazy.compactMap(\.date).first,
      gitRevision: common(\.gitRevision), codeHash: common(\.codeHash), swiftVersion: common(\.swiftVersion),
      host: withTimes.allSatisfy { $0.host == withTimes.first?.host } ? withTimes.first?.host : nil,
      isInterrupted: facts.contains(where: \.isInterrupted))
  }
}
