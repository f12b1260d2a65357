import MMUCore
import MMUReference
import Testing
import Workload

/// A guest whose pages, and the host's frames behind them, are mapped when a two-dimensional walk first misses them, with a
/// walker with walk caches and its reference.
///
/// The extended page tables lie in the first 8 MiB of the machine, the guest's tables in the next 8 MiB, in the order in which
/// the guest took its frames.
final class NestedWalkCacheMachine {
  private static let hostBytes: UInt64 = 8 << 20
  private static let guestBytes: UInt64 = 8 << 20

  private let buffer: MappedBuffer
  private let words: MappedBuffer
  private(set) var guest: PageTables<X86Long4Encoding>
  private(set) var host: PageTables<EPTEncoding>
  private var nextFrame: UInt64 = 1 << 40
  private let hostSize: PageSize
  var handler: NestedWalkOnMiss
  var reference: ReferenceCachedWalker

  /// - Parameter hostSize: of the second stage's pages; more than 4 KiB for the guest's data alone.
  init(_ geometry: WalkCacheGeometry, hostSize: PageSize = .kib4, host controls: EPTControls = .none) throws {
    let readWords = TableReads.wordCount(memoryByteCount: Self.hostBytes)
    let buffer = try #require(MappedBuffer(byteCount: Int(Self.hostBytes + Self.guestBytes)))
    words = try #require(MappedBuffer(byteCount: 8 * (geometry.wordCount + 2 * readWords)))
    let machine = MachineMemory(buffer.bytes)
    let guestMemory = GuestMemory(UnsafeMutableRawBufferPointer(rebasing: buffer.bytes[Int(Self.hostBytes)...]))
    let rules = (X86Rules(controls: .writeProtect), EPT.Rules(controls: .mib2Pages | .gib1Pages | controls))
    guest = try #require(PageTables(memory: guestMemory, pool: Self.pool(Self.guestBytes), rules: rules.0))
    host = try #require(PageTables(memory: machine, pool: Self.pool(Self.hostBytes), rules: rules.1))
    let walker = NestedWalker<X86Long4, EPT>(
      root: guest.root, rules: rules.0, stage2: PageWalker(memory: machine, root: host.root, rules: rules.1))
    let all = words.bound(to: UInt64.self)
    let rest = all[geometry.wordCount...]
    handler = NestedWalkOnMiss(
      walker: walker, caches: WalkCaches(geometry, words: all),
      guestReads: TableReads(memoryByteCount: Self.guestBytes, words: .init(rebasing: rest)),
      hostReads: TableReads(memoryByteCount: Self.hostBytes, words: .init(rebasing: rest.dropFirst(readWords))))
    reference = ReferenceCachedWalker(geometry, hostRoot: host.root.rawValue) { machine.load(at: HPA($0)) }
    self.buffer = buffer
    self.hostSize = hostSize
  }

  private static func pool<Space>(_ bytes: UInt64) -> FramePool<Space> {
    FramePool(first: FrameNumber(0), end: FrameNumber(bytes / 4096), returned: .init(start: nil, count: 0))
  }

  /// Whether the walker alone finds a page that permits an access.
  func isFound(_ access: MemoryAccess) -> Bool { handler.handleMiss(access) }

  /// Walks with both, mapping what is missing until they find the page.
  func access(_ gva: GVA, _ size: PageSize = .kib4, _ kind: AccessKind = .load) throws {
    for _ in 0..<8 {
      let expected = reference.walk(gva.rawValue, root: guest.root.rawValue, asid: 0)
      let found = isFound(MemoryAccess(kind, gva))
      #expect(found == (expected != nil), "at \(String(gva.rawValue, radix: 16))")
      if found { return }
      switch handler.fault {
      case .guest(let fault): try mapGuest(gva, size, fault)
      case .host(let fault): try mapHost(fault)
      case nil: Issue.record("refused without a fault")
      }
    }
    Issue.record("still not mapped")
  }

  private func mapGuest(_ gva: GVA, _ size: PageSize, _ fault: PageFault) throws {
    nextFrame += 1 << 30
    try #require(fault.reason == .notPresent)
    try #require(guest.map(gva, to: GPA(nextFrame), size, .userWritable) == nil)
  }

  private func mapHost(_ fault: SecondStageFault) throws {
    try #require(fault.fault.reason == .notPresent)
    let isTable = fault.gpa.rawValue < Self.guestBytes
    let target = HPA(fault.gpa.rawValue &+ Self.hostBytes)
    try #require(host.map(fault.gpa, to: target, isTable ? .kib4 : hostSize, .userWritable) == nil)
  }

  /// Everything that both count is the same.
  func expectAgreement(_ context: String) {
    #expect(handler.walks == reference.walks, "walks, \(context)")
    let hits = handler.caches.hits
    #expect([hits.pde, hits.pdpt, hits.pml4] == (2...4).map { reference.hits[$0] ?? 0 }, "hits, \(context)")
    #expect(hits.nested == reference.nestedHits && hits.nestedLookups == reference.nestedLookups, "nested, \(context)")
    expectReads(handler.guestReads, reference.guest, "guest, \(context)")
    expectReads(handler.hostReads, reference.host, "host, \(context)")
  }
}
