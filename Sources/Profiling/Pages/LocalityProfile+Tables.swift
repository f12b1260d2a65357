import Report

extension MissCurve {
  /// The curve for a spreadsheet: a row for each point.
  public var table: Table {
    var table = Table([.init("entries"), .init("misses"), .init("miss_ratio")])
    for point in points { table.append(["\(point.entries)", "\(point.misses)", "\(missRatio(at: point.entries))"]) }
    return table
  }
}

extension LocalityProfile {
  /// All curves for a spreadsheet; those by sampling have no count of misses.
  public var curveTable: Table {
    var table = Table([
      .init("page_size", isNumeric: false), .init("stream", isNumeric: false), .init("entries"), .init("misses"),
      .init("miss_ratio"),
    ])
    for size in pageSizes {
      for curve in size.curves {
        for row in curve.table.rows { table.append([size.pageSize, curve.stream.rawValue] + row) }
      }
      for point in size.sampled?.points ?? [] {
        table.append([size.pageSize, "sampled", "\(point.entries)", "", "\(point.missRatio)"])
      }
    }
    return table
  }

  /// The windows for a spreadsheet, each with the name of its phase; `nil` where there are none.
  public var windowTable: Table? {
    guard let windows else { return nil }
    let names = windows.sizes.map { "misses_\($0)" } + levels.map { "misses_\($0.name)" }
    var table = Table(
      [
        .init("phase", isNumeric: false), .init("first_access"), .init("translations"), .init("distinct_pages"),
        .init("first_touches"),
      ] + names.map { .init($0) })
    for (index, window) in windows.windows.enumerated() {
      let misses = Self.filled(window.misses, windows.sizes.count) + Self.filled(window.levelMisses, levels.count)
      table.append(
        [
          window.phase, "\(UInt64(index) * windows.accessesPerWindow)", "\(window.translations)",
          "\(window.distinctPages)", "\(window.firstTouches)",
        ] + misses)
    }
    return table
  }

  private static func filled(_ counts: [UInt64], _ count: Int) -> [String] {
    (0..<count).map { counts.indices.contains($0) ? "\(counts[$0])" : "" }
  }
}
