import MMUCore

/// Ranks the pages of a trace, and the regions that they make up.
struct PageRanking {
  /// The pages.
  let records: UnsafePointer<PageDirectory.Record>
  /// How many there are.
  let count: Int
  /// Their size.
  let pageSize: PageSize
  /// How often each was used.
  let uses: PageUses
  /// How often each was missed.
  let misses: UnsafePointer<UInt64>?
  /// Who knows names.
  let naming: PageNaming?

  /// The longest gap between pages of one region, in pages.
  private static let longestGap: UInt64 = 16

  /// The first pages and regions.
  func hottest(_ most: Int, missesOf: String?) -> HottestPages {
    let regions = regions()
    return HottestPages(
      pageSize: pageSize.name, missesOf: missesOf, byAccesses: top(most) { uses.count($0) }.map(page),
      byMisses: misses == nil ? [] : top(most, missCount).map(page),
      regionsByAccesses: Self.top(regions, most, \.accesses),
      regionsByMisses: misses == nil ? [] : Self.top(regions, most, \.misses))
  }

  private func missCount(_ page: Int) -> UInt64 { misses?[page] ?? 0 }

  /// The numbers of the pages with the highest counts, highest first; among equals the one that was used more, then the lower key.
  private func top(_ most: Int, _ count: (Int) -> UInt64) -> [Int] {
    var top: [(count: UInt64, page: Int)] = []
    func isBefore(_ left: (count: UInt64, page: Int), _ right: (count: UInt64, page: Int)) -> Bool {
      let (one, other) = (uses.count(left.page), uses.count(right.page))
      if left.count != right.count { return left.count > right.count }
      return one != other ? one > other : records[left.page].key < records[right.page].key
    }
    for page in 0..<self.count {
      let candidate = (count(page), page)
      guard candidate.0 > 0, top.count < most || top.last.map({ isBefore(candidate, $0) }) == true else { continue }
      top.insert(candidate, at: top.firstIndex { isBefore(candidate, $0) } ?? top.count)
      if top.count > most { top.removeLast() }
    }
    return top.map(\.page)
  }

  private static func top(
    _ regions: [HottestPages.Region], _ most: Int, _ count: (HottestPages.Region) -> UInt64
  ) -> [HottestPages.Region] {
    let sorted = regions.filter { count($0) > 0 }.sorted {
      (count($1), $1.accesses, $0.space, $0.address) < (count($0), $0.accesses, $1.space, $1.address)
    }
    return Array(sorted.prefix(most))
  }

  private func page(_ page: Int) -> HottestPages.Page {
    let key = records[page].key
    return HottestPages.Page(
      address: PageKey.address(key, pageSize).rawValue, space: PageKey.space(key), name: name(key, naming?.page),
      accesses: uses.count(page), misses: missCount(page))
  }

  /// Names are known in the space in which a trace begins.
  private func name(_ key: UInt64, _ naming: ((GVA) -> String?)?) -> String? {
    PageKey.space(key) == 0 ? naming?(PageKey.address(key, pageSize)) : nil
  }

  private func regions() -> [HottestPages.Region] {
    var regions: [HottestPages.Region] = []
    var last = PageKey.none
    for page in (0..<count).sorted(by: { records[$0].key < records[$1].key }) {
      let key = records[page].key
      let name = name(key, naming?.region)
      let start = PageKey.address(key, pageSize).rawValue
      let isNear = key &- last <= Self.longestGap && PageKey.space(key) == PageKey.space(last)
      if !isNear || regions.last?.name != name {
        regions.append(
          HottestPages.Region(
            address: start, end: start, space: PageKey.space(key), name: name, pages: 0, accesses: 0, misses: 0))
      }
      last = key
      regions[regions.count - 1].end = start &+ pageSize.byteCount
      regions[regions.count - 1].pages += 1
      regions[regions.count - 1].accesses += uses.count(page)
      regions[regions.count - 1].misses += missCount(page)
    }
    return regions
  }
}
