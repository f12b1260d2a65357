import Report

extension ProfilePage {
  /// Why each TLB misses.
  func causes(_ locality: LocalityProfile) -> HTMLSection {
    var section = HTMLSection("Causes of misses")
    let levels = locality.levels.prefix(3).filter { $0.misses > 0 }
    guard !levels.isEmpty else { return section }
    var table = Table([
      .init("TLB", isNumeric: false), .init("translations"), .init("misses"), .init("compulsory"), .init("capacity"),
      .init("conflict"), .init("OPT"), .init("OPT, fully assoc."),
    ])
    for level in levels {
      let optimal = [level.optimal?.setAssociative, level.optimal?.fullyAssociative]
      let conflict = (level.conflict < 0 ? "−" : "") + NumberText.grouped(level.conflict.magnitude)
      table.append(
        [level.name]
          + [level.translations, level.misses, level.compulsory, level.capacity].map(NumberText.grouped) + [conflict]
          + optimal.map { $0.map(NumberText.grouped) ?? "–" })
    }
    let plot = BarPlot(
      "Causes of misses", description: "Compulsory, capacity and conflict misses of each TLB.",
      parts: ["compulsory", "capacity", "conflict"], bars: levels.map(Self.bar))
    section.addFigure(
      plot.svg(),
      caption: "Compulsory: the page was never there before. Capacity: a fully associative TLB of as many entries "
        + "misses too. Conflict: the rest, for want of room in a set.")
    section.addTable(table, caption: "With LRU replacement; OPT is what no policy can better.")
    return section
  }

  /// How sets share pages and misses.
  func sets(_ locality: LocalityProfile) -> HTMLSection {
    var section = HTMLSection("Pressure on sets")
    let levels = locality.levels.filter { $0.sets > 1 && $0.misses > 0 }
    let others = levels.dropLast().sorted { $0.misses > $1.misses }
    for level in levels.suffix(1) + others.prefix(1) {
      if let windows = locality.windows, let map = level.pressure.heatmap {
        section.addFigure(heatmap(level, map, windows).svg(), caption: Self.caption(level, map))
      }
      if let table = Self.setTable(level) {
        section.addTable(table, caption: "The sets of \(level.name) with most misses; each has \(level.ways) ways.")
      }
    }
    return section
  }

  // MARK: Parts

  private func heatmap(_ level: LevelLocality, _ map: SetPressure.Heatmap, _ windows: LocalityWindows) -> Heatmap {
    let end = Double(windows.windows.count) * Double(windows.accessesPerWindow)
    return Heatmap(
      "Misses in the sets of \(level.name)", description: "Rows are sets, columns are time.",
      horizontal: .init("accesses", range: 0...max(1, end)),
      vertical: .init("set", range: 0...Double(max(1, level.sets))), valueTitle: "misses",
      rows: map.misses.map { $0.map { Double($0) } })
  }

  private static func caption(_ level: LevelLocality, _ map: SetPressure.Heatmap) -> String {
    let pressure = level.pressure
    let rows = map.setsPerRow == 1 ? "" : " Each row is \(map.setsPerRow) sets."
    return "\(level.name): \(level.sets) sets of \(level.ways) ways, \(pressure.usedSets) in use; more pages than ways "
      + "fall into \(pressure.overfullSets).\(rows)"
  }

  private static func setTable(_ level: LevelLocality) -> Table? {
    guard !level.pressure.missing.isEmpty else { return nil }
    var table = Table([.init("set"), .init("pages"), .init("misses"), .init("of all, %")])
    for row in level.pressure.missing.prefix(8) {
      table.append([
        "\(row.set)", NumberText.grouped(row.pages), NumberText.grouped(row.misses),
        NumberText.percent(row.misses, of: level.misses),
      ])
    }
    return table
  }

  /// The parts of a level's misses; where sets do better than full associativity, the conflicts are none.
  private static func bar(_ level: LevelLocality) -> BarPlot.Bar {
    let conflict = UInt64(max(0, level.conflict))
    let compulsory = min(level.misses, level.compulsory)
    let capacity = level.misses - min(level.misses, compulsory + conflict)
    return BarPlot.Bar(level.name, [Double(compulsory), Double(capacity), Double(conflict)])
  }
}
