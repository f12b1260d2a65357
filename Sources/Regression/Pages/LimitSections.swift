import Report

/// A run's benchmarks beside what bounds them, a section a subject.
public struct LimitSections {
  private let run: MeasuredRun
  private let numbers: RunNumbers

  /// The most counters that have a column.
  private static let counterLimit = 4

  /// Bars longer than this many times the subject's median are not drawn.
  private static let farthestDrawn = 12.0

  /// The sections of a run.
  public init(_ run: MeasuredRun) {
    self.run = run
    numbers = RunNumbers(run)
  }

  /// A section for each subject, and one for the limits themselves.
  public var sections: [HTMLSection] {
    let timed = run.benchmarks.filter { !$0.processes.isEmpty || $0.failure != nil }
    let subjects = BenchmarkGroups.groups(timed.filter { !isLimit($0) }).map(section)
    let limits = timed.filter(isLimit)
    guard !limits.isEmpty else { return subjects }
    var section = HTMLSection("Limits")
    section.addParagraph("What bounds the benchmarks: the same work by the shortest code that does it.")
    section.addTable(table(limits, of: BenchmarkGroups.Group(subject: "limit", benchmarks: limits)))
    return subjects + [section]
  }

  /// The median over each subject's benchmarks of how many times its limit's time one takes.
  public var medians: [(subject: String, ratio: Double)] {
    BenchmarkGroups.groups(run.benchmarks.filter { !isLimit($0) }).compactMap { group in
      let ratios = group.benchmarks.compactMap(numbers.ratio).sorted()
      guard !ratios.isEmpty else { return nil }
      return (group.subject, (ratios[(ratios.count - 1) / 2] + ratios[ratios.count / 2]) / 2)
    }
  }

  private func isLimit(_ benchmark: MeasuredBenchmark) -> Bool {
    benchmark.name.hasPrefix("limit/") || numbers.limits.contains(benchmark.name)
  }

  private func section(_ group: BenchmarkGroups.Group) -> HTMLSection {
    var section = HTMLSection(group.subject.isEmpty ? "Benchmarks" : "Benchmarks: \(group.subject)")
    let median = medians.first { $0.subject == group.subject }?.ratio ?? 1
    let far = max(10, Self.farthestDrawn * median)
    for part in group.parts(of: BarPlot.barLimit) { add(part, of: group, upTo: far, to: &section) }
    section.addTable(table(group.benchmarks, of: group))
    return section
  }

  /// Adds a plot of some benchmarks. One whose limit bounds only a step of it would leave no room for the others: it is
  /// named and not drawn.
  private func add(
    _ part: [MeasuredBenchmark], of group: BenchmarkGroups.Group, upTo far: Double, to section: inout HTMLSection
  ) {
    let ratios = part.compactMap { benchmark in numbers.ratio(benchmark).map { (group.rest(benchmark.name), $0) } }
    guard !ratios.isEmpty else { return }
    var plot = BarPlot(
      "Times as multiples of the limit", description: "A bar for each benchmark of \(group.subject).",
      parts: ["× limit"], bars: ratios.filter { $0.1 <= far }.map { BarPlot.Bar($0.0, [$0.1]) })
    plot.marker = PlotMarker("limit", at: 1)
    let rest = ratios.filter { $0.1 > far }.map { "\($0.0) (\(PlotUnit.count.text($0.1)))" }
    section.addFigure(
      plot.svg(),
      caption: "Time as a multiple of the limit's; 1 is as fast as what bounds it."
        + (rest.isEmpty ? "" : " Too long to be drawn: \(rest.joined(separator: ", "))."))
  }

  private func table(_ benchmarks: [MeasuredBenchmark], of group: BenchmarkGroups.Group) -> Table {
    var seen: Set<String> = []
    let counters = benchmarks.flatMap(\.counters).map(\.name).filter { seen.insert($0).inserted }
      .prefix(Self.counterLimit)
    var table = Table(
      [.init("benchmark", isNumeric: false), .init("ns/op"), .init("spread")]
        + counters.map { .init("\($0)/op") } + [.init("×\u{A0}limit"), .init("limit", isNumeric: false)])
    for benchmark in benchmarks {
      let ratio = numbers.ratio(benchmark)
      table.append(
        [name(benchmark, of: group), numbers.time(benchmark).map(PageWords.time) ?? ""]
          + [numbers.spread(benchmark).map { NumberText.fixed($0 * 100, decimals: 1) + "%" } ?? ""]
          + counters.map { name in
            numbers.counter(name, of: benchmark).map { NumberText.significant($0, digits: 4) } ?? ""
          }
          + [ratio.map { NumberText.fixed($0, decimals: 2) } ?? "", ratio == nil ? "" : benchmark.limit ?? ""])
    }
    return table
  }

  private func name(_ benchmark: MeasuredBenchmark, of group: BenchmarkGroups.Group) -> String {
    let name = group.rest(HistorySeries.name(benchmark))
    return benchmark.failure.map { "\(name), failed: \(MarkupText.shortened($0, to: 60))" } ?? name
  }
}
