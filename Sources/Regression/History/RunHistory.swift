/// Runs over time: those of one revision and program together, the oldest first.
public struct RunHistory: Sendable {
  /// The runs of a revision.
  public struct Entry: Sendable {
    /// The revision, or what stands for it where the files do not say: the date, or the file's name.
    public var label: String
    /// How many files.
    public var fileCount: Int
    /// What they say together: each file's processes are processes.
    public var run: MeasuredRun
  }

  /// The entries in the order of their dates; those without one come first, as they were given.
  public let entries: [Entry]

  /// The history of runs.
  public init(_ runs: [MeasuredRun]) {
    var groups: [String: [MeasuredRun]] = [:]
    var order: [String] = []
    for run in runs {
      let key = Self.key(run)
      if groups[key] == nil { order.append(key) }
      groups[key, default: []].append(run)
    }
    let entries = order.map { Self.entry(groups[$0] ?? []) }
    self.entries = entries.enumerated().sorted {
      (Self.moment($0.1.run), $0.0) < (Self.moment($1.1.run), $1.0)
    }.map(\.1)
  }

  /// The newest entry.
  public var latest: Entry? { entries.last }

  /// What each benchmark did over the entries, in the newest entry's order; then those that it does not have any more.
  public var series: [HistorySeries] {
    let named = entries.map { entry in
      Dictionary(entry.run.benchmarks.map { (HistorySeries.name($0), $0) }) { first, _ in first }
    }
    var seen: Set<String> = []
    let names = entries.reversed().flatMap { $0.run.benchmarks.map(HistorySeries.name) }
    return names.filter { seen.insert($0).inserted }.map { name in
      HistorySeries(name, named.map { $0[name] }, hosts: entries.map(\.run.facts.host))
    }
  }

  /// What files of the same code have in common, which other files have not.
  private static func key(_ run: MeasuredRun) -> String {
    let facts = run.facts
    guard facts.gitRevision != nil || facts.codeHash != nil else { return "file \(facts.date ?? run.label)" }
    let host = facts.host.map { "\($0.hostName) \($0.processor)" } ?? ""
    return "code \(facts.gitRevision ?? "") \(facts.codeHash ?? "") \(host)"
  }

  private static func moment(_ run: MeasuredRun) -> String {
    // Google Benchmark's dates have a T or a space.
    run.facts.date?.replacing("T", with: " ") ?? ""
  }

  private static func entry(_ runs: [MeasuredRun]) -> Entry {
    let sorted = runs.sorted { moment($0) < moment($1) }
    var merged = sorted[0]
    for run in sorted.dropFirst() { merged.add(run) }
    let label = merged.facts.gitRevision ?? merged.facts.date ?? merged.label
    return Entry(label: label, fileCount: runs.count, run: merged)
  }
}

extension MeasuredRun {
  /// Adds the processes of another run, and the benchmarks that this one does not have.
  fileprivate mutating func add(_ other: MeasuredRun) {
    var indices: [String: Int] = [:]
    for (index, benchmark) in benchmarks.enumerated() { indices[HistorySeries.name(benchmark)] = index }
    for benchmark in other.benchmarks {
      if let index = indices[HistorySeries.name(benchmark)] {
        benchmarks[index].processes += benchmark.processes
      } else {
        benchmarks.append(benchmark)
      }
    }
  }
}
