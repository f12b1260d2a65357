import MMUCore
import Testing
import Workload

@Suite struct PageChangeFilterTests {
  /// Accesses that stay on a page for a while, some crossing, with events between.
  private static func stream(seed: UInt64, count: Int, withFetches: Bool = true) -> [MemoryAccess] {
    var generator = RandomGenerator(seed: seed)
    var page: UInt64 = 0
    return (0..<count).map { _ in
      if generator.next(below: 3) == 0 { page = generator.next(below: 12) }
      switch generator.next(below: 400) {
      case 0: return MemoryAccess(.switchSpace(ASID(3)))
      case 1: return MemoryAccess(.flushAll)
      case 2...12: return MemoryAccess(.store, GVA(page << 12 | 0xFFC), byteCount: 8)
      default:
        let data: AccessKind = page.nonzeroBitCount & 1 == 0 ? .load : .store
        let kind = withFetches && generator.next(below: 2) == 0 ? .fetch : data
        return MemoryAccess(kind, GVA(page << 12 | generator.next(below: 4089)), byteCount: 8)
      }
    }
  }

  /// What its description says, word for word.
  private static func kept(_ accesses: [MemoryAccess], _ size: PageSize) -> [MemoryAccess] {
    var latest: [Bool: [UInt64]] = [:]  // by whether it is a fetch: the pages of the two latest accesses
    return accesses.filter { access in
      if access.isEvent {
        latest = [:]
        return true
      }
      let isFetch = access.kind == .fetch
      if access.crossesPage {
        latest[isFetch] = []
        return true
      }
      let page = access.gva.rawValue / size.byteCount
      let before = latest[isFetch] ?? []
      latest[isFetch] = before.suffix(1) + [page]
      return before != [page, page]
    }
  }

  private static func compact(_ accesses: [MemoryAccess], _ size: PageSize, batch: Int) -> ([MemoryAccess], KindCounts)
  {
    var filter = PageChangeFilter(pageSize: size)
    var result: [MemoryAccess] = []
    for start in stride(from: 0, to: accesses.count, by: batch) {
      // In place.
      var part = Array(accesses[start..<min(start + batch, accesses.count)])
      let count = part.withUnsafeMutableBufferPointer { part in
        part.baseAddress.map { filter.compact(UnsafeBufferPointer(part), into: $0) } ?? 0
      }
      result += part[..<count]
    }
    return (result, filter.dropped)
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>) func keepsWhatItSays(_ seed: UInt64) {
    let accesses = Self.stream(seed: seed, count: 5000, withFetches: seed % 2 == 0)
    for size in [PageSize.kib4, PageSize(shift: 14)] {
      let expected = Self.kept(accesses, size)
      for batch in [5000, 1000, 17, 1] {
        let (kept, dropped) = Self.compact(accesses, size, batch: batch)
        #expect(kept == expected)
        #expect(dropped.total == UInt64(accesses.count - expected.count))
        for (kind, count) in [(AccessKind.store, dropped.stores), (.fetch, dropped.fetches), (.load, dropped.loads)] {
          let isOfKind = { (access: MemoryAccess) in !access.isEvent && access.kind == kind }
          #expect(count == UInt64(accesses.count(where: isOfKind) - expected.count(where: isOfKind)))
        }
      }
    }
  }

  @Test func keepsTwoOfARunOnEachSide() {
    let (load, fetch) = (MemoryAccess(.load, GVA(0x1000)), MemoryAccess(.fetch, GVA(0x2000)))
    let run = Array(repeating: [load, fetch], count: 100).flatMap(\.self)
    let (kept, dropped) = Self.compact(run, .kib4, batch: 200)
    #expect(kept == [load, fetch, load, fetch])
    #expect(dropped == KindCounts(loads: 98, stores: 0, fetches: 98))
  }
}
