import Report

extension ProfilePage {
  /// What each choice of page sizes would have bought, simulated.
  var pagePolicies: HTMLSection {
    var section = HTMLSection("Page sizes")
    guard let comparison = profile.pageSizes, !comparison.rows.isEmpty else { return section }
    let titles = ["L1 misses", "walks", "walks removed, %", "table entries read", "mapped, KiB", "never touched, KiB"]
    var table = Table([.init("pages", isNumeric: false)] + titles.map { .init($0) })
    for row in comparison.rows.prefix(BarPlot.barLimit) {
      let percent = NumberText.fixed(row.missesRemovedPercent, decimals: 2)
      table.append(
        [row.policy] + [row.level1Misses, row.misses].map(NumberText.grouped) + [percent]
          + [row.references, row.mappedBytes >> 10, row.wastedBytes >> 10].map(NumberText.grouped))
    }
    let caption = "The walks that each choice of page sizes leaves."
    let bars = comparison.rows.map { BarPlot.Bar($0.policy, [Double($0.misses)]) }
    section.addFigure(
      BarPlot("Walks by page size", description: caption, parts: ["walks"], bars: bars).svg(), caption: caption)
    section.addTable(
      table, caption: "thp: huge pages where a region allows; contig, napot: sixteen 4K pages in one entry.")
    return section
  }
}
