import Report

extension ProfilePage {
  /// How the run goes on: misses and pages in use by time, and its phases.
  func course(_ locality: LocalityProfile) -> HTMLSection {
    var section = HTMLSection("Over time")
    guard let windows = locality.windows, windows.windows.count > 1 else { return section }
    let levels = locality.levels.prefix(4).enumerated().filter { $1.translations > 0 }.map { index, level in
      PlotSeries("misses of \(level.name)", Self.points(windows) { Self.ratio($0.levelMisses, index, $0) })
    }
    let sizes =
      levels.isEmpty
      ? windows.sizes.prefix(4).enumerated().map { index, size in
        PlotSeries("\(size) entries", Self.points(windows) { Self.ratio($0.misses, index, $0) })
      } : []
    section.addFigure(
      plot("Misses over time", .init("misses per access", unit: .percent), levels + sizes, windows).svg(),
      caption: "Windows of \(NumberText.grouped(windows.accessesPerWindow)) accesses. \(Self.levelText(locality))")
    let whole = windows.withoutShortEnd
    let pages = PlotSeries("pages in use", Self.points(whole) { Double($0.distinctPages) })
    let fresh = PlotSeries("touched for the first time", Self.points(whole) { Double($0.firstTouches) })
    section.addFigure(
      plot("Working set over time", .init("pages per window", unit: .count), [pages, fresh], windows).svg(),
      caption: "The distinct pages that each window touches.")
    if windows.phases.count > 1 {
      section.addTable(
        Self.phaseTable(windows, locality.levels),
        caption: "Phases: neighbouring windows that behave alike. A behaviour that returns has the same name.")
    }
    return section
  }

  private func plot(
    _ title: String, _ vertical: PlotAxis, _ series: [PlotSeries], _ windows: LocalityWindows
  ) -> LinePlot {
    let isNamed = windows.phases.count > 1 && windows.phases.count <= LinePlot.markerLimit
    let starts = isNamed ? windows.phases : []
    let end = max(1, Double(windows.windows.count) * Double(windows.accessesPerWindow))
    let markers = starts.map {
      PlotMarker($0.name, at: Double($0.firstWindow) * Double(windows.accessesPerWindow))
    }
    return LinePlot(
      title, description: "", horizontal: .init("accesses", range: 0...end), vertical: vertical, series: series,
      markers: markers)
  }

  /// A value for each window, at the window's middle.
  private static func points(
    _ windows: LocalityWindows, _ value: (LocalityWindows.Window) -> Double
  ) -> [PlotPoint] {
    windows.windows.enumerated().map { index, window in
      PlotPoint(x: (Double(index) + 0.5) * Double(windows.accessesPerWindow), y: value(window))
    }
  }

  private static func ratio(_ misses: [UInt64], _ index: Int, _ window: LocalityWindows.Window) -> Double {
    guard misses.indices.contains(index), window.translations > 0 else { return 0 }
    return Double(misses[index]) / Double(window.translations)
  }

  private static func levelText(_ locality: LocalityProfile) -> String {
    locality.levels.isEmpty ? "Fully associative LRU TLBs of so many entries." : "The TLBs with LRU replacement."
  }

  private static func phaseTable(_ windows: LocalityWindows, _ levels: [LevelLocality]) -> Table {
    let levels = levels.enumerated().filter { $1.translations > 0 }
    var table = Table(
      [.init("phase", isNumeric: false), .init("from access"), .init("accesses"), .init("pages in use, at most")]
        + levels.map { .init("\($1.name) misses/1000") })
    for phase in windows.phases {
      let parts = windows.windows(of: phase)
      let translations = parts.reduce(0) { $0 + $1.translations }
      let ratios = levels.map { level, _ in
        let misses = parts.reduce(0) { $0 + ($1.levelMisses.indices.contains(level) ? $1.levelMisses[level] : 0) }
        return NumberText.fixed(translations == 0 ? 0 : 1000 * Double(misses) / Double(translations), decimals: 3)
      }
      table.append(
        [
          phase.name, NumberText.grouped(UInt64(phase.firstWindow) &* windows.accessesPerWindow),
          NumberText.grouped(translations), NumberText.grouped(parts.map(\.distinctPages).max() ?? 0),
        ] + ratios)
    }
    return table
  }
}
