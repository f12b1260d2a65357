import Report

extension ProfilePage {
  /// The most rows of each table, and the most characters of a name.
  private static let rowLimit = 20
  private static let nameLimit = 100

  /// The pages and regions that are used most and miss most.
  func hottest(_ locality: LocalityProfile) -> HTMLSection {
    var section = HTMLSection("Hottest pages and regions")
    guard let hottest = locality.hottest else { return section }
    let hasMisses = hottest.missesOf != nil
    let level = hottest.missesOf ?? ""
    let pageText = "\(hottest.pageSize) pages"
    if hasMisses {
      add(Self.regionTable(hottest.regionsByMisses, hottest), "Regions with most misses of \(level)", to: &section)
      add(Self.pageTable(hottest.byMisses, hottest), "\(pageText) with most misses of \(level)", to: &section)
    }
    add(Self.regionTable(hottest.regionsByAccesses, hottest), "Regions with most accesses", to: &section)
    add(Self.pageTable(hottest.byAccesses, hottest), "\(pageText) with most accesses", to: &section)
    return section
  }

  private func add(_ table: Table, _ caption: String, to section: inout HTMLSection) {
    if !table.rows.isEmpty { section.addTable(table, caption: caption) }
  }

  private static func regionTable(_ regions: [HottestPages.Region], _ hottest: HottestPages) -> Table {
    let spaces = Set(regions.map(\.space)).count > 1
    var table = Table(
      [.init("region", isNumeric: false), .init("addresses", isNumeric: false)]
        + (spaces ? [.init("space")] : []) + [.init("pages"), .init("accesses")]
        + (hottest.missesOf == nil ? [] : [.init("misses")]))
    for region in regions.prefix(rowLimit) {
      let numbers = [region.pages, region.accesses] + (hottest.missesOf == nil ? [] : [region.misses])
      table.append(
        [name(region.name), "\(hexadecimal(region.address)) – \(hexadecimal(region.end))"]
          + (spaces ? ["\(region.space)"] : []) + numbers.map(NumberText.grouped))
    }
    return table
  }

  private static func pageTable(_ pages: [HottestPages.Page], _ hottest: HottestPages) -> Table {
    let spaces = Set(pages.map(\.space)).count > 1
    var table = Table(
      [.init("page", isNumeric: false), .init("in", isNumeric: false)] + (spaces ? [.init("space")] : [])
        + [.init("accesses")] + (hottest.missesOf == nil ? [] : [.init("misses")]))
    for page in pages.prefix(rowLimit) {
      let numbers = [page.accesses] + (hottest.missesOf == nil ? [] : [page.misses])
      table.append(
        [hexadecimal(page.address), name(page.name)] + (spaces ? ["\(page.space)"] : [])
          + numbers.map(NumberText.grouped))
    }
    return table
  }

  private static func name(_ name: String?) -> String { name.map { MarkupText.shortened($0, to: nameLimit) } ?? "–" }

  private static func hexadecimal(_ address: UInt64) -> String { "0x\(String(address, radix: 16))" }
}
