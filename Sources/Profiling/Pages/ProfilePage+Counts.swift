import Report

extension ProfilePage {
  /// The explanation's sentences, and the options to try.
  var summary: HTMLSection {
    var section = HTMLSection("In short")
    section.addList(explanation.statements.map(\.text))
    if !explanation.options.isEmpty {
      section.addParagraph("Try next:", typed: explanation.options)
    }
    return section
  }

  /// The hits and misses of each kind of access.
  var kinds: HTMLSection {
    var section = HTMLSection("Hits and misses")
    let counts = profile.counts
    var table = Table([
      .init("", isNumeric: false), .init("accesses"), .init("L1 hits"), .init("L1 misses"), .init("L2 hits"),
      .init("L2 misses"), .init("L1 misses/1000"), .init("walks/1000"),
    ])
    let rows = [("fetches", counts.fetches), ("loads", counts.loads), ("stores", counts.stores), ("all", counts.all)]
    for (name, row) in rows {
      let numbers = [row.accesses, row.level1Hits, row.level1Misses, row.level2Hits, row.level2Misses]
      let ratios = [row.level1MissesPerThousand, row.missesPerThousand]
      table.append(
        [name] + numbers.map { $0.map(NumberText.grouped) ?? "–" } + ratios.map { NumberText.fixed($0, decimals: 3) })
    }
    section.addTable(table, caption: "An access that crosses into another page is two translations, and counted twice.")
    return section
  }

  /// What walks cost.
  var walks: HTMLSection {
    var section = HTMLSection("Page walks")
    let counts = profile.counts
    guard counts.walks > 0 else { return section }
    var table = Table([.init("", isNumeric: false), .init("")])
    table.append(["walks", NumberText.grouped(counts.walks)])
    table.append(["page-table entries read", NumberText.grouped(counts.references)])
    table.append(["entries read per walk", NumberText.fixed(counts.referencesPerWalk, decimals: 3)])
    table.append(["frames of the page table", NumberText.grouped(counts.pageTableFrames)])
    table.append(["accesses that cross pages", NumberText.grouped(counts.pageCrossings)])
    section.addTable(table)
    return section
  }

  /// The exits of a guest under shadow paging.
  var exits: HTMLSection {
    var section = HTMLSection("Exits under shadow paging")
    guard let shadow = profile.shadow else { return section }
    let ratio = NumberText.fixed(shadow.exitsPerThousand, decimals: 3)
    section.addParagraph(
      "Policy \(shadow.policy.rawValue), prefetch \(shadow.prefetch): \(NumberText.grouped(shadow.exits)) exits, "
        + "\(ratio) in 1000 accesses.")
    var table = Table([.init("event", isNumeric: false), .init("count"), .init("meaning", isNumeric: false)])
    for line in ShadowProfile.lines {
      table.append([line.name, NumberText.grouped(shadow.counts[line.name] ?? 0), line.meaning])
    }
    section.addTable(table)
    return section
  }
}
