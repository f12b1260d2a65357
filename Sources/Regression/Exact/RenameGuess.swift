import Report

/// Which of the benchmarks that are gone may be which of the new ones, under another name.
struct RenameGuess {
  /// More pairs of names than this are not compared letter by letter.
  private static let maximumPairs = 40_000

  /// The new names by the old ones.
  private(set) var newNames: [String: String] = [:]
  /// The old names by the new ones.
  private(set) var oldNames: [String: String] = [:]

  /// Those that share what they do (their counters, or what an operation is) first, of these the nearest names, then the nearest
  /// names of all.
  init(missing: [MeasuredBenchmark], new: [MeasuredBenchmark]) {
    guard missing.count * new.count <= Self.maximumPairs else { return }
    match(missing, new) { old, candidates in
      let alike = candidates.filter { Self.doTheSame(old, $0) }.map(\.name)
      return alike.min { NearestName.distance(old.name, $0) < NearestName.distance(old.name, $1) }
    }
    match(missing, new) { old, candidates in
      // What has counters and does something else is something else.
      NearestName.of(old.name, among: candidates.filter { old.counters.isEmpty || $0.counters.isEmpty }.map(\.name))
    }
  }

  private mutating func match(
    _ missing: [MeasuredBenchmark], _ new: [MeasuredBenchmark],
    _ choose: (MeasuredBenchmark, [MeasuredBenchmark]) -> String?
  ) {
    for old in missing where newNames[old.name] == nil {
      guard let name = choose(old, new.filter { oldNames[$0.name] == nil }) else { continue }
      newNames[old.name] = name
      oldNames[name] = old.name
    }
  }

  private static func doTheSame(_ old: MeasuredBenchmark, _ new: MeasuredBenchmark) -> Bool {
    guard old.threads == new.threads, old.counters == new.counters else { return false }
    return old.summary == new.summary ? !(old.counters.isEmpty && old.summary.isEmpty) : !old.counters.isEmpty
  }
}
