import Report

extension ProfilePage {
  /// What walks through walk caches read.
  var cachedWalks: HTMLSection {
    var section = HTMLSection("Walk caches")
    guard let caches = walkCaches, caches.walks > 0 else { return section }
    section.addParagraph(
      "Walk caches \(caches.walkCache): \(NumberText.fixed(caches.referencesPerWalk, decimals: 3)) entries read per walk."
    )
    section.addTable(hitTable(caches), caption: "How deep a walk could begin.")
    section.addTable(Self.levelTable(caches.levels), caption: "Entries read, by level of the table.")
    if let host = caches.hostLevels {
      section.addTable(Self.levelTable(host), caption: "Entries read of the second stage, by level of the table.")
    }
    return section
  }

  private func hitTable(_ caches: WalkCacheProfile) -> Table {
    var table = Table([.init("cache", isNumeric: false), .init("hits"), .init("of walks, %")])
    let hits = [
      ("page-directory entries", caches.pdeHits), ("PDPT entries", caches.pdptHits), ("PML4 entries", caches.pml4Hits),
    ]
    for (name, count) in hits {
      table.append([name, NumberText.grouped(count), NumberText.percent(count, of: caches.walks)])
    }
    if let hits = caches.nestedHits, let lookups = caches.nestedLookups {
      table.append(["nested TLB, of its lookups", NumberText.grouped(hits), NumberText.percent(hits, of: lookups)])
    }
    return table
  }

  private static func levelTable(_ levels: [WalkCacheProfile.Level]) -> Table {
    let hasLines = levels.contains { $0.lineHits != nil }
    var table = Table(
      [.init("level"), .init("entries read"), .init("in the line before"), .init("distinct lines")]
        + (hasLines ? [.init("lines found cached")] : []))
    for level in levels where level.references > 0 {
      let counts = [level.references, level.sameLine, level.distinctLines]
      table.append(
        ["\(level.level)"] + counts.map(NumberText.grouped)
          + (hasLines ? [level.lineHits.map(NumberText.grouped) ?? "–"] : []))
    }
    return table
  }
}
