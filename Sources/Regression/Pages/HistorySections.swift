import Foundation
import Report

/// A history as sections of a page: the runs, what changed, and how each subject went.
public struct HistorySections {
  private let history: RunHistory
  private let series: [HistorySeries]

  /// The most small plots of a subject: those with changes come first.
  private static let plotLimit = 36
  /// The most rows of the table of changes.
  private static let changeLimit = HTMLSection.rowLimit

  /// The sections of a history.
  public init(_ history: RunHistory) {
    self.history = history
    series = history.series
  }

  /// The sections; none where there is only one entry.
  public var sections: [HTMLSection] {
    guard history.entries.count > 1 else { return [] }
    var subjects = subjects
    if !subjects.isEmpty {
      var first = HTMLSection(subjects[0].title)
      first.addParagraph(
        "In the small plots a triangle that points up is worse, one that points down is better, a hollow one was seen once. The "
          + "height of a plot is a fifth of the time, or more where the time changed by more.")
      first.append(subjects[0])
      subjects[0] = first
    }
    return [overview, changes] + subjects
  }

  /// How many changes are marked: of counters, and of times.
  public var changeCounts: (counters: Int, times: Int) {
    (series.map(\.counterChanges.count).reduce(0, +), series.map(\.timeChanges.count).reduce(0, +))
  }

  // MARK: Sections

  private var overview: HTMLSection {
    var section = HTMLSection("History")
    section.addParagraph(
      "Stored times are advisory: they come from different hours of a machine. Counters are exact and may be believed.")
    section.addTable(entryTable)
    let curves = subjectCurves
    for start in stride(from: 0, to: curves.count, by: LinePlot.seriesLimit) {
      let plot = LinePlot(
        "Time by subject over the history", description: "Geometric means of times relative to their first.",
        horizontal: axis, vertical: relativeAxis,
        series: Array(curves[start..<min(curves.count, start + LinePlot.seriesLimit)]), markers: markers)
      section.addFigure(
        plot.svg(),
        caption: "Geometric mean of each subject's times, relative to each benchmark's first. Lower is faster.")
    }
    return section
  }

  private var changes: HTMLSection {
    var section = HTMLSection("Changes")
    let rows = changeRows
    guard !rows.isEmpty else {
      section.addParagraph("No counter changed, and no time by more than margin and noise.")
      return section
    }
    var table = Table([
      .init("run"), .init("revision", isNumeric: false), .init("benchmark", isNumeric: false),
      .init("metric", isNumeric: false), .init("before"), .init("after"), .init("change"), .init("", isNumeric: false),
    ])
    for row in rows { table.append(row) }
    section.addTable(
      table,
      caption:
        "A counter is marked at every change. A time is marked where it leaves the median since the last mark by more "
        + "than \(FindingWords.magnitude(ChangeRule.margin)), than its noise and than twice what the runs before differed, and the "
        + "next run agrees.")
    return section
  }

  private var subjects: [HTMLSection] {
    guard let latest = history.latest else { return [] }
    let known = Dictionary(series.map { ($0.name, $0) }) { first, _ in first }
    return BenchmarkGroups.groups(latest.run.benchmarks).compactMap { group in
      let plots = group.benchmarks.compactMap { known[HistorySeries.name($0)] }
        .filter { $0.times.compactMap(\.self).count > 1 }
      let sorted = plots.filter(Self.hasChanges) + plots.filter { !Self.hasChanges($0) }
      guard !sorted.isEmpty, group.subject != "limit" else { return nil }
      var section = HTMLSection("History: \(group.subject.isEmpty ? "benchmarks" : group.subject)")
      section.addPictures(sorted.prefix(Self.plotLimit).map { Self.picture($0, of: group) })
      if sorted.count > Self.plotLimit {
        section.addParagraph("… and \(sorted.count - Self.plotLimit) more without marked changes.")
      }
      return section
    }
  }

  // MARK: Parts

  private var entryTable: Table {
    var table = Table([
      .init("run"), .init("revision", isNumeric: false), .init("date", isNumeric: false),
      .init("machine", isNumeric: false), .init("files"), .init("benchmarks"), .init("changes"),
    ])
    let counts = Dictionary(changeIndices.map { ($0, 1) }, uniquingKeysWith: +)
    for (index, entry) in history.entries.enumerated() {
      let host = entry.run.facts.host
      table.append([
        "\(index + 1)", PageWords.revision(entry.label), entry.run.facts.date.map(PageWords.date) ?? "–",
        host.map { [$0.hostName, $0.processor].filter { !$0.isEmpty }.joined(separator: ", ") } ?? "–",
        "\(entry.fileCount)", "\(entry.run.benchmarks.count)", "\(counts[index] ?? 0)",
      ])
    }
    return table
  }

  private var changeIndices: [Int] {
    series.flatMap { $0.timeChanges.map(\.index) + $0.counterChanges.map(\.change.index) }
  }

  /// The newest first; of a run, exact ones before times, and limits last: they tell of the machine.
  private var changeRows: [[String]] {
    let exact = series.flatMap { series in
      series.counterChanges.map { (series.name, "\($0.counter)/op", $0.change, false) }
    }
    let times = series.flatMap { series in series.timeChanges.map { (series.name, "time, ns", $0, true) } }
    let sorted = (exact + times).enumerated().sorted {
      ($1.1.2.index, Self.isLimit($0.1.0) ? 1 : 0, $0.0) < ($0.1.2.index, Self.isLimit($1.1.0) ? 1 : 0, $1.0)
    }
    return sorted.prefix(Self.changeLimit).map { row(name: $1.0, metric: $1.1, $1.2, isTime: $1.3) }
  }

  private func row(name: String, metric: String, _ change: HistoryChange, isTime: Bool) -> [String] {
    let values = [change.before, change.after].map {
      isTime ? PageWords.time($0) : NumberText.significant($0, digits: 6)
    }
    let verdict = (change.isWorse ? "worse" : "better") + (change.isConfirmed ? "" : ", seen once")
    return [
      "\(change.index + 1)", PageWords.revision(history.entries[change.index].label), name, metric, values[0],
      values[1],
      change.change.map(FindingWords.percent) ?? "from 0", verdict,
    ]
  }

  private var axis: PlotAxis {
    var axis = PlotAxis("run")
    axis.hasWholeTicks = true
    return axis
  }

  private var relativeAxis: PlotAxis {
    var axis = PlotAxis("time, first run = 1", range: 0.95...1.05)
    axis.beginsAtZero = false
    return axis
  }

  /// The runs from which on something is another for certain.
  private var markers: [PlotMarker] {
    let certain = series.filter { !Self.isLimit($0.name) }.flatMap { series in
      series.timeChanges.filter(\.isConfirmed).map(\.index) + series.counterChanges.map(\.change.index)
    }
    return Set(certain).sorted().map { index in
      PlotMarker(PageWords.revision(history.entries[index].label), at: Double(index + 1))
    }
  }

  /// For each subject the geometric mean of its benchmarks' times relative to their first.
  private var subjectCurves: [PlotSeries] {
    let subjects = Dictionary(grouping: series) { String($0.name.split(separator: "/").first ?? "") }
    let order = series.map { String($0.name.split(separator: "/").first ?? "") }
    var seen: Set<String> = []
    return order.filter { $0 != "limit" && seen.insert($0).inserted }.compactMap { subject in
      let points = history.entries.indices.compactMap { Self.point(subjects[subject] ?? [], at: $0) }
      return points.count > 1 ? PlotSeries(subject, points) : nil
    }
  }

  private static func point(_ series: [HistorySeries], at index: Int) -> PlotPoint? {
    let ratios = series.compactMap { series -> Double? in
      guard let first = series.times.compactMap(\.self).first, let time = series.times[index], first > 0, time > 0
      else { return nil }
      return log(time / first)
    }
    guard !ratios.isEmpty else { return nil }
    return PlotPoint(x: Double(index + 1), y: exp(ratios.reduce(0, +) / Double(ratios.count)))
  }

  private static func isLimit(_ name: String) -> Bool { name.hasPrefix("limit/") }

  private static func hasChanges(_ series: HistorySeries) -> Bool {
    !series.timeChanges.isEmpty || !series.counterChanges.isEmpty
  }

  private static func picture(_ series: HistorySeries, of group: BenchmarkGroups.Group) -> (
    svg: String, caption: String
  ) {
    let name = group.rest(series.name)
    var plot = SmallPlot(series.name, description: "Its time in each run, in nanoseconds.", values: series.times)
    plot.marks = series.timeChanges.map { change in
      SmallPlot.Mark(change.index, isWorse: change.isWorse, isCertain: change.isConfirmed)
    }
    let exact = series.counterChanges.map { "\($0.counter) changed at run \($0.change.index + 1)" }
    let last = series.times.compactMap(\.self).last.map { " \(PageWords.time($0)) ns" } ?? ""
    return (plot.svg(), ([name + last] + exact.prefix(2)).joined(separator: "; "))
  }
}
