import MMUCore
import Testing
import Workload

@Suite struct PageTablesTests {
  private static let rules = X86Rules(controls: .writeProtect)
  private let buffer: MappedBuffer
  private let returned: MappedBuffer
  private var tables: PageTables<X86Long4Encoding>

  init() throws {
    buffer = try #require(MappedBuffer(byteCount: 64 * 4096))
    returned = try #require(MappedBuffer(byteCount: 64 * 8))
    let memory = GuestMemory(buffer.bytes)
    let pool = FramePool<GuestPhysical>(first: GFN(0), end: GFN(64), returned: returned.bound(to: GFN.self))
    tables = try #require(PageTables(memory: memory, pool: pool, rules: Self.rules))
  }

  private func translation(of gva: GVA) -> GuestTranslation? {
    let walker = PageWalker<X86Long4>(memory: tables.memory, root: tables.root, rules: Self.rules)
    guard case .mapped(let translation) = walker.walk(gva, GuestAccess(.load, .user)) else { return nil }
    return translation
  }

  private mutating func map(_ gva: UInt64, _ target: UInt64, _ size: PageSize) -> PageTableRefusal? {
    tables.map(GVA(gva), to: GPA(target), size, .userTouched)
  }

  /// A table of small pages goes when a large page takes its place, and serves again, empty.
  @Test mutating func aLargePageReplacesATable() {
    #expect(map(0x1000, 0x4000_1000, .kib4) == nil && map(0x5000, 0x4000_5000, .kib4) == nil)
    #expect(tables.tableCount == 4)
    #expect(map(0, 0x4000_0000, .mib2) == nil)
    #expect(tables.tableCount == 3)
    #expect(translation(of: GVA(0x5678))?.address == GPA(0x4000_5678))
    #expect(translation(of: GVA(0x5678))?.pageSize == .mib2)
    #expect(map(0x20_1000, 0x5000_0000, .kib4) == nil)
    #expect(tables.tableCount == 4 && translation(of: GVA(0x20_5000)) == nil, "nothing is left of the old table")
    #expect(map(0x1000, 0, .kib4) == .coveredByLargerPage)
  }

  @Test mutating func spacesMapPagesOfTheirOwn() throws {
    let first = tables.space
    #expect(map(0x1000, 0x4000, .kib4) == nil)
    let second = tables.makeSpace()
    tables.space = try #require(second)
    #expect(translation(of: GVA(0x1000)) == nil && map(0x1000, 0x5000, .kib4) == nil)
    #expect(translation(of: GVA(0x1000))?.address == GPA(0x5000) && tables.tableCount == 8)
    tables.space = first
    #expect(translation(of: GVA(0x1000))?.address == GPA(0x4000))
  }

  /// 60 frames are enough for any number of replacements: every table comes back, whatever is below it.
  @Test mutating func aHugePageReplacesAWholeTree() {
    for round in 0..<UInt64(100) {
      let base = round << 30
      for region in 0..<UInt64(8) { #expect(map(base + region << 21, base + region << 21, .kib4) == nil) }
      #expect(map(base + 8 << 21, base + 8 << 21, .mib2) == nil)
      #expect(map(base, base, .gib1) == nil, "round \(round)")
      #expect(translation(of: GVA(base + 7 << 21))?.pageSize == .gib1)
      #expect(tables.tableCount == 2)
    }
  }
}
