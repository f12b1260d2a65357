import Profiling
import Report

// What a pass over the accesses found out beside hits and misses.

extension ProfileReport {
  /// A section for everything that was asked for and is there.
  func analysisSections(_ format: OutputFormat) -> [String] {
    curve(format) + causes(format) + walkCaches(format) + analysis.by.flatMap { table($0, format) }
  }

  private func table(_ subject: ProfileAnalysisOptions.Subject, _ format: OutputFormat) -> [String] {
    switch subject {
    case .level: profiles.map { arrays($0, format) }
    case .pageSize: pageSizes(format)
    case .phase: phases(format)
    case .set: sets(format)
    case .page: pages(format)
    case .region: regions(format)
    }
  }

  // MARK: Curve and causes

  private func curve(_ format: OutputFormat) -> [String] {
    guard analysis.mrc, let locality = profile.locality,
      let plot = CurvePicture(locality, tlb: profile.tlb).terminalPlot()
    else { return [] }
    let picture = plot.rendered(as: TerminalLetters())
    let kind = locality.pageSizes.first?.curves.isEmpty == true ? "by sampling" : "exact"
    let title = "Miss ratio of a fully associative LRU TLB by its size, \(profile.tlb.pageSize) pages, \(kind)"
    return [section(title, format == .md ? "```text\n\(picture)```\n" : picture, format)]
  }

  private func causes(_ format: OutputFormat) -> [String] {
    guard analysis.mrc, let levels = profile.locality?.levels, !levels.isEmpty else { return [] }
    let hasOptimal = levels.contains { $0.optimal != nil }
    var table = Table(
      [.init("as LRU", isNumeric: false)] + ["misses", "compulsory", "capacity", "conflict"].map { .init($0) }
        + (hasOptimal ? [.init("OPT misses")] : []))
    for level in levels {
      let cells = [level.misses, level.compulsory, level.capacity].map(NumberText.grouped)
      let optimal = hasOptimal ? [level.optimal.map { NumberText.grouped($0.setAssociative) } ?? "–"] : []
      table.append([level.name] + cells + [Self.signed(level.conflict)] + optimal)
    }
    return [section("Causes of misses", table.rendered(as: format), format)]
  }

  private static func signed(_ number: Int64) -> String {
    (number < 0 ? "−" : "") + NumberText.grouped(number.magnitude)
  }

  // MARK: Walks

  private func walkCaches(_ format: OutputFormat) -> [String] {
    profiles.compactMap { profile in
      guard let caches = profile.walkCache else { return nil }
      var table = Table(
        [.init("", isNumeric: false)] + ["references", "same line", "lines"].map { .init($0) }
          + (caches.levels.contains { $0.lineHits != nil } ? [.init("line hits")] : []))
      for (name, levels) in [("", caches.levels), ("host ", caches.hostLevels ?? [])] {
        for level in levels.reversed() {
          let counts = [level.references, level.sameLine, level.distinctLines] + (level.lineHits.map { [$0] } ?? [])
          table.append(["\(name)level \(level.level)"] + counts.map(NumberText.grouped))
        }
      }
      return section(Self.title(caches), table.rendered(as: format), format)
    }
  }

  private static func title(_ caches: WalkCacheProfile) -> String {
    let hits = [("PML4", caches.pml4Hits), ("PDPT", caches.pdptHits), ("PDE", caches.pdeHits)]
      .map { "\($0) \(NumberText.grouped($1))" }.joined(separator: ", ")
    let nested = zip([caches.nestedHits].compactMap(\.self), [caches.nestedLookups].compactMap(\.self))
      .map { ", nested TLB \(NumberText.grouped($0)) of \(NumberText.grouped($1))" }.joined()
    let perWalk = NumberText.fixed(caches.referencesPerWalk, decimals: 3)
    return "Walk caches \(caches.walkCache): \(perWalk) references per walk; hits: \(hits)\(nested)"
  }

  private func arrays(_ profile: TLBProfile, _ format: OutputFormat) -> String {
    var table = Table(
      [.init("array", isNumeric: false), .init("shape", isNumeric: false)]
        + ["lookups", "hits", "hit %", "evictions"].map { .init($0) })
    for array in profile.arrays ?? [] {
      table.append([
        array.name, array.shape, NumberText.grouped(array.lookups), NumberText.grouped(array.hits),
        NumberText.percent(array.hits, of: array.lookups), NumberText.grouped(array.evictions),
      ])
    }
    return section("Arrays of \(profile.tlb.name)", table.rendered(as: format), format)
  }

  // MARK: Page sizes

  private func pageSizes(_ format: OutputFormat) -> [String] {
    guard let comparison = profile.pageSizes else { return [] }
    let titles = ["L1 misses", "walks", "references", "walks removed %", "tables KiB", "mapped KiB", "wasted KiB"]
    var table = Table([.init("pages", isNumeric: false)] + titles.map { .init($0) })
    for row in comparison.rows {
      let counts = [row.level1Misses, row.misses, row.references].map(NumberText.grouped)
      let sizes = [row.pageTableFrames * 4, row.mappedBytes >> 10, row.wastedBytes >> 10].map(NumberText.grouped)
      table.append([row.policy] + counts + [NumberText.fixed(row.missesRemovedPercent, decimals: 2)] + sizes)
    }
    return [section("What each choice of page sizes would have bought", table.rendered(as: format), format)]
  }

  // MARK: Phases, sets, pages

  private func phases(_ format: OutputFormat) -> [String] {
    guard let windows = profile.locality?.windows else { return [] }
    let titles = ["from access", "translations", "most pages in a window"] + windows.sizes.map { "misses at \($0)" }
    var table = Table([.init("phase", isNumeric: false)] + titles.map { .init($0) })
    for phase in windows.phases {
      let parts = Array(windows.windows(of: phase))
      var counts = [UInt64(phase.firstWindow) * windows.accessesPerWindow]
      counts.append(parts.map(\.translations).reduce(0, +))
      counts.append(parts.map(\.distinctPages).max() ?? 0)
      for index in windows.sizes.indices {
        let misses = parts.map { $0.misses.indices.contains(index) ? $0.misses[index] : 0 }
        counts.append(misses.reduce(0, +))
      }
      table.append([phase.name] + counts.map(NumberText.grouped))
    }
    return [section("Phases", table.rendered(as: format), format)]
  }

  private func sets(_ format: OutputFormat) -> [String] {
    (profile.locality?.levels ?? []).filter { !$0.pressure.missing.isEmpty }.map { level in
      var table = Table(["set", "pages", "misses"].map { .init($0) })
      for row in level.pressure.missing.prefix(10) {
        table.append(["\(row.set)", NumberText.grouped(row.pages), NumberText.grouped(row.misses)])
      }
      let title =
        "Sets of \(level.name) that miss most: \(level.pressure.overfullSets) of \(level.sets) have more pages than "
        + "\(level.ways) ways"
      return section(title, table.rendered(as: format), format)
    }
  }

  private func pages(_ format: OutputFormat) -> [String] {
    guard let hottest = profile.locality?.hottest else { return [] }
    var table = Table([.init("page"), .init("accesses"), .init("misses"), .init("what it is", isNumeric: false)])
    for page in hottest.byMisses {
      table.append([
        Self.hexadecimal(page.address), NumberText.grouped(page.accesses), NumberText.grouped(page.misses),
        page.name ?? "",
      ])
    }
    let misses = hottest.missesOf.map { "misses are \($0)'s" } ?? "without misses"
    return [section("Pages that miss most (\(misses))", table.rendered(as: format), format)]
  }

  private func regions(_ format: OutputFormat) -> [String] {
    guard let hottest = profile.locality?.hottest else { return [] }
    var table = Table(
      ["from", "to", "pages", "accesses", "misses"].map { .init($0) } + [.init("what it is", isNumeric: false)])
    for region in hottest.regionsByMisses {
      let counts = [region.pages, region.accesses, region.misses].map(NumberText.grouped)
      table.append([Self.hexadecimal(region.address), Self.hexadecimal(region.end)] + counts + [region.name ?? ""])
    }
    return [section("Regions that miss most", table.rendered(as: format), format)]
  }

  private static func hexadecimal(_ address: UInt64) -> String { "0x" + String(address, radix: 16) }
}
