import MMUCore
import MMUReference
import Testing
import Workload

/// Address spaces whose pages are mapped when they are first walked to, by a walker with walk caches and by its reference,
/// in one dimension.
final class WalkCacheMachine {
  private static let framesASpace: UInt64 = 2048

  private let buffer: MappedBuffer
  private let words: MappedBuffer
  private let memory: GuestMemory
  private(set) var spaces: [PageTables<X86Long4Encoding>] = []
  private(set) var current = 0
  private var nextFrame: UInt64 = 1 << 40
  var handler: CachedWalkOnMiss
  var reference: ReferenceCachedWalker

  init(_ geometry: WalkCacheGeometry, spaces count: Int = 1) throws {
    let frames = Self.framesASpace * UInt64(count)
    let readWords = TableReads.wordCount(memoryByteCount: frames * 4096)
    let buffer = try #require(MappedBuffer(byteCount: Int(frames) * 4096))
    words = try #require(MappedBuffer(byteCount: 8 * (geometry.wordCount + readWords)))
    let memory = GuestMemory(buffer.bytes)
    let rules = X86Rules(controls: .writeProtect | .noExecute)
    for space in 0..<UInt64(count) {
      let pool = FramePool<GuestPhysical>(
        first: GFN(space * Self.framesASpace), end: GFN((space + 1) * Self.framesASpace),
        returned: .init(start: nil, count: 0))
      spaces.append(try #require(PageTables(memory: memory, pool: pool, rules: rules)))
    }
    let all = words.bound(to: UInt64.self)
    let reads = TableReads(memoryByteCount: memory.byteCount, words: .init(rebasing: all[geometry.wordCount...]))
    handler = CachedWalkOnMiss(
      walker: PageWalker(memory: memory, root: spaces[0].root, rules: rules), caches: WalkCaches(geometry, words: all),
      reads: reads)
    reference = ReferenceCachedWalker(geometry) { memory.load(at: GPA($0)) }
    self.buffer = buffer
    self.memory = memory
  }

  /// What the entry for an address holds at a level of the current space's tables, and where it lies.
  func entry(for gva: GVA, at level: Int) -> (place: GPA, entry: UInt64)? {
    var trace = WalkTrace<GuestPhysical>()
    _ = handler.walker.walk(gva, GuestAccess(.load, .user), observer: &trace)
    let index = (0..<trace.count).first { trace[$0].level == PageLevel(UInt64(level)) }
    guard let index else { return nil }
    return (trace[index].address, memory.load(at: trace[index].address) ?? 0)
  }

  func store(_ entry: UInt64, at place: GPA) { memory.store(entry, at: place) }

  /// The accesses that follow are made in another space, whose entries are told apart by its number.
  func switchSpace(to space: Int) {
    current = space
    handler.switchSpace(to: ASID(UInt16(space)), root: spaces[space].root)
  }

  /// Whether the walker alone finds a page that permits an access.
  func isFound(_ access: MemoryAccess) -> Bool { handler.handleMiss(access) }

  /// Walks with both, mapping the page if neither finds it.
  func access(_ gva: GVA, _ size: PageSize = .kib4, _ kind: AccessKind = .load) throws {
    let expected = reference.walk(gva.rawValue, root: spaces[current].root.rawValue, asid: UInt16(current))
    let found = self.isFound(MemoryAccess(kind, gva))
    #expect(found == (expected != nil), "at \(String(gva.rawValue, radix: 16))")
    guard !found else { return }
    nextFrame += 1 << 30
    let refusal = spaces[current].map(gva, to: GPA(nextFrame), size, .userWritable)
    try #require(refusal == nil && handler.fault?.reason == .notPresent)
    let again = reference.walk(gva.rawValue, root: spaces[current].root.rawValue, asid: UInt16(current))
    #expect(self.isFound(MemoryAccess(kind, gva)) && again != nil)
  }

  /// Everything that both count is the same.
  func expectAgreement(_ context: String) {
    #expect(handler.walks == reference.walks, "walks, \(context)")
    let hits = handler.caches.hits
    #expect([hits.pde, hits.pdpt, hits.pml4] == (2...4).map { reference.hits[$0] ?? 0 }, "hits, \(context)")
    expectReads(handler.reads, reference.guest, context)
  }
}

/// A level of the core's counts is a level of the reference's.
func expectReads(_ reads: TableReads, _ expected: [Int: ReferenceCachedWalker.Level], _ context: String) {
  for level in 1...5 {
    let counted = reads[PageLevel(UInt64(level))]
    let level = expected[level] ?? .init()
    #expect(counted.references == level.references, "references, \(context)")
    #expect(counted.sameLine == level.sameLine, "same line, \(context)")
    #expect(counted.distinctLines == UInt64(level.lines.count), "distinct lines, \(context)")
    #expect(counted.lineHits == level.lineHits, "line hits, \(context)")
  }
}
