import Report

extension ProfilePage {
  /// The most page sizes and TLBs of which anything is drawn.
  static let sizeLimit = 4

  /// Misses by the number of entries.
  func curves(_ locality: LocalityProfile) -> HTMLSection {
    var section = HTMLSection("Misses by TLB size")
    let curves = CurvePicture(locality, tlb: profile.tlb)
    let bySize = curves.byPageSize
    if !bySize.isEmpty {
      section.addFigure(
        curves.plot("Misses by TLB size", bySize, description: description(locality)).svg(),
        caption: "Each point is a fully associative TLB of that many entries, with LRU replacement, which sees every "
          + "access.\(samplingText(locality))")
    }
    let series = curves.byStream
    if series.count > 1 {
      section.addFigure(
        curves.plot("Misses by TLB size and kind of access", series, description: "").svg(),
        caption: "The same for each kind of access alone, with \(locality.pageSizes[0].pageSize) pages. "
          + "Compare a level of TLB with the curve of what it sees.")
    }
    if let first = locality.pageSizes.first, let table = sizeTable(first) {
      section.addTable(table, caption: "The curve for \(first.pageSize) pages in numbers.")
    }
    return section
  }

  /// How far apart the uses of a page lie.
  func reuse(_ locality: LocalityProfile) -> HTMLSection {
    var section = HTMLSection("Reuse distances")
    guard let size = locality.pageSizes.first,
      let histogram = size.reuse.first(where: { $0.stream == .all }) ?? size.reuse.first, !histogram.buckets.isEmpty
    else { return section }
    let bars = histogram.buckets.prefix(BarPlot.barLimit - 1).map { bucket in
      BarPlot.Bar(Self.range(bucket.from, bucket.through), [Double(bucket.count)])
    }
    let plot = BarPlot(
      "Reuse distances", description: "How many accesses find their page at which depth of an LRU stack.",
      parts: ["accesses"], bars: bars + [BarPlot.Bar("first touch", [Double(histogram.first)])])
    section.addFigure(
      plot.svg(),
      caption: "How many distinct pages are touched from one use of a page to the next, the page itself included: "
        + "a TLB of as many entries hits. \(size.pageSize) pages, \(histogram.stream.title).")
    return section
  }

  /// What larger pages bring.
  func pageSizes(_ locality: LocalityProfile) -> HTMLSection {
    var section = HTMLSection("Page sizes")
    let sizes = locality.pageSizes.prefix(Self.sizeLimit)
    guard sizes.count > 1, let entries = lastLevel?.entries else { return section }
    var table = Table([
      .init("page size", isNumeric: false), .init("pages"), .init("misses"), .init("first touches"),
      .init("misses/1000"),
    ])
    var bars: [BarPlot.Bar] = []
    for size in sizes {
      guard let curve = size.widest else { continue }
      let misses = curve.misses(at: entries)
      let compulsory = min(misses, curve.compulsory)
      bars.append(.init(size.pageSize, [Double(compulsory), Double(misses - compulsory)]))
      table.append([
        size.pageSize, NumberText.grouped(size.distinctPages), NumberText.grouped(misses),
        NumberText.grouped(curve.compulsory), NumberText.fixed(1000 * curve.missRatio(at: entries), decimals: 3),
      ])
    }
    guard !bars.isEmpty else { return section }
    let caption = "All pages of one size, in a fully associative TLB of \(NumberText.grouped(UInt64(entries))) entries."
    let plot = BarPlot(
      "Misses by page size", description: caption, parts: ["first touches", "other misses"], bars: bars)
    section.addFigure(plot.svg(), caption: caption)
    section.addTable(table)
    return section
  }

  // MARK: Parts

  /// The TLB behind which there are only walks.
  var lastLevel: TLBProfile.Array? { profile.tlb.level2 ?? profile.tlb.level1Data }

  private func samplingText(_ locality: LocalityProfile) -> String {
    guard let size = locality.pageSizes.first, size.curves.isEmpty, let sampled = size.sampled else { return "" }
    return " Estimated by sampling \(NumberText.grouped(UInt64(sampled.sampledPages))) pages; expected error "
      + "±\(PlotUnit.percent.text(sampled.expectedError))."
  }

  private func description(_ locality: LocalityProfile) -> String {
    guard let size = locality.pageSizes.first, let curve = size.widest else { return "" }
    let values = ProfileTitle.arrays(profile.tlb).map { name, array in
      "\(PlotUnit.percent.text(curve.missRatio(at: array.entries))) at \(array.entries) entries (\(name))"
    }
    return "With \(size.pageSize) pages, \(values.joined(separator: ", "))."
  }

  /// The curve at powers of two and at the TLBs' capacities.
  private func sizeTable(_ size: PageSizeLocality) -> Table? {
    guard let curve = size.widest, let last = curve.points.last else {
      return nil
    }
    let powers = (0..<32).map { 1 << $0 }.filter { $0 < last.entries }
    let capacities = ProfileTitle.arrays(profile.tlb).map(\.array.entries)
    var table = Table([.init("entries"), .init("misses"), .init("misses/1000")])
    for entries in Set(powers + capacities + [last.entries]).sorted() {
      table.append([
        NumberText.grouped(UInt64(entries)), NumberText.grouped(curve.misses(at: entries)),
        NumberText.fixed(1000 * curve.missRatio(at: entries), decimals: 3),
      ])
    }
    return table
  }

  private static func range(_ from: UInt64, _ through: UInt64) -> String {
    let unit = PlotUnit.size
    return from == through ? unit.text(Double(from)) : "\(unit.text(Double(from))) to \(unit.text(Double(through)))"
  }
}
