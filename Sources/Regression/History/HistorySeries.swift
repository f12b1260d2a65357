/// What one benchmark did over a history.
public struct HistorySeries: Sendable {
  /// The benchmark's name, with its threads if there are several.
  public let name: String
  /// The least time in each entry, in nanoseconds; `nil` where there is none, and in entries of another machine than the
  /// newest one's.
  public let times: [Double?]
  /// How noisy each entry's times are: how far the median repetition is above the least, as a fraction.
  public let noise: [Double?]
  /// Each counter in each entry, by its name, in the newest entry's order.
  public let counters: [(name: String, values: [ExactCounter?])]

  /// The changes of its time that are marked; see ``ChangeRule``.
  public let timeChanges: [HistoryChange]
  /// The changes of its counters, which are exact.
  public let counterChanges: [(counter: String, change: HistoryChange)]

  /// - Parameters:
  ///   - found: the benchmark in each entry.
  ///   - hosts: the machine of each entry.
  init(_ name: String, _ found: [MeasuredBenchmark?], hosts: [HostFingerprint?], margin: Double = ChangeRule.margin) {
    self.name = name
    let timed = zip(hosts, found).map { host, benchmark in
      host == hosts.last && benchmark?.failure == nil ? benchmark : nil
    }
    times = timed.map { $0?.processes.map(\.least).filter(\.isFinite).min() }
    noise = timed.map { $0.flatMap(Self.noise) }
    var seen: Set<String> = []
    let names = found.reversed().flatMap { $0?.counters.map(\.name) ?? [] }.filter { seen.insert($0).inserted }
    counters = names.map { name in (name, found.map { $0?.counters.first { $0.name == name } }) }
    timeChanges = ChangeRule.changes(of: times, noise: noise, margin: margin)
    counterChanges = counters.flatMap { counter in ChangeRule.changes(of: counter.values).map { (counter.name, $0) } }
  }

  static func name(_ benchmark: MeasuredBenchmark) -> String {
    benchmark.threads > 1 ? "\(benchmark.name) (\(benchmark.threads) threads)" : benchmark.name
  }

  private static func noise(_ benchmark: MeasuredBenchmark) -> Double? {
    let samples = benchmark.processes.flatMap(\.samples).filter(\.isFinite).sorted()
    guard let least = samples.first, least > 0 else { return nil }
    return (samples[(samples.count - 1) / 2] + samples[samples.count / 2]) / 2 / least - 1
  }
}
