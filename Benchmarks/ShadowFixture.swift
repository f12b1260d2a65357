import MMUCore
import Regression
import Workload

/// A guest under shadow paging, with tables of its own:
///
/// ```text
///  gva 0 …        `tables` leaf tables, 2 MiB apart; 512 pages behind the first, eight behind each other
///  window + gpa   where there is one, the guest's kernel sees all of the guest's memory
/// ```
///
/// Every eighth page behind the first table is one of a random cycle of 64: its frame names the next.
final class ShadowFixture<Encoding: EntryEncoding, Host: ShadowHostFormat, Policy: SyncPolicy>
where Encoding.Format: ShadowedFormat {
  typealias Guest = Encoding.Format
  typealias MMU = ShadowMMU<Guest, Host, Policy>

  var mmu: MMU
  private let buffers: ShadowBuffers
  private let processors: UnsafeMutableBufferPointer<MMU.Processor>
  private let shape: ShadowShape

  init(_ guest: ShadowGuest<Encoding, Host, Policy>, _ shape: ShadowShape) throws(BenchmarkFailure) {
    self.shape = shape
    let capacity = ShadowCapacity(
      pages: shape.pages, guestFrames: ShadowShape.guestFrames, snapshots: Policy.keepsSnapshots ? 1200 : 0,
      listBlocks: shape.listBlocks)
    let buffers = ShadowBuffers(
      guestFrames: ShadowShape.guestFrames, capacity: capacity, prefersHugePages: shape.pages <= Self.mostHugePages)
    guard let buffers else { throw .outOfMemory }
    self.buffers = buffers
    var pager = buffers.pager(Host.self, Policy.self, options: shape.options)
    let slot = MemorySlot(
      firstGuestFrame: GFN(0), firstHostFrame: ShadowShape.firstHostFrame, frameCount: UInt64(ShadowShape.guestFrames))
    guard pager.insertSlot(slot) == nil else { throw .other("the slot was refused") }
    let root = try Self.fill(buffers.guest, guest.rules, shape)
    let walker = PageWalker<Guest>(memory: buffers.guest, root: root, rules: guest.rules)
    let shadow = ShadowProcessor<Host>(
      tlb: buffers.tlb(entries: 64), roots: buffers.rootStorage(), rules: guest.hostRules, format: Guest.code,
      mode: guest.mode)
    processors = .allocate(capacity: 1)
    processors.initialize(repeating: MMU.Processor(walker: walker, shadow: shadow))
    mmu = ShadowMMU(pager: pager, processors: processors)
    guard mmu.loadRoot(root) else { throw .other("no room for a root") }
  }

  deinit { processors.deallocate() }

  /// The most shadow pages whose books are no more than some dozen MiB.
  private static var mostHugePages: Int { 1 << 12 }

  /// The guest's own tables.
  private static func fill(
    _ memory: GuestMemory, _ rules: Guest.Rules, _ shape: ShadowShape
  ) throws(BenchmarkFailure) -> Guest.Root {
    let pool = FramePool<GuestPhysical>(
      first: GFN(0), end: ShadowShape.firstData, returned: .init(start: nil, count: 0))
    guard var tables = PageTables<Encoding>(memory: memory, pool: pool, rules: rules) else { throw .outOfMemory }
    for (gva, gfn) in shape.mappings {
      guard tables.map(gva, to: gfn.address, .kib4, .userTouched) == nil else { throw .outOfMemory }
    }
    return tables.root
  }

  /// The first page for which the pager says otherwise than the guest's tables and the slot.
  func firstMismatch() -> String? {
    processors[0].shadow.tlb.flushAll()
    for (gva, _) in shape.checkedMappings {
      for access in [GuestAccess(.load, .user), GuestAccess(.store, .user)] {
        let walked = processors[0].walker.walk(gva, access)
        let outcome = mmu.access(gva, access)
        switch (walked, outcome) {
        case (.mapped(let page), .memory(let hpa)):
          if hpa == HPA(page.address.rawValue + ShadowShape.firstHostFrame.address.rawValue) { continue }
        case (.fault(let expected), .fault(let fault)): if expected == fault { continue }
        default: break
        }
        return "\(gva): the guest's tables say \(walked), the pager \(outcome)"
      }
    }
    return nil
  }

  /// Exits and entries read by the guest's walks of `count` operations, and the memory that the books take.
  func counters(of count: Int, _ operation: () -> Void) -> [ExactCounter] {
    let before = mmu.pager.counters
    operation()
    let after = mmu.pager.counters
    let faults = after.faultsTaken - before.faultsTaken
    let levels = Guest.rootLevel(processors[0].walker.rules).rawValue
    return [
      .exits(after.exits - before.exits, in: UInt64(count)), .references(faults * levels, in: UInt64(count)),
      .bytes(UInt64(mmu.pager.byteCount), in: UInt64(max(1, shape.checkedMappings.count))),
    ]
  }

}

extension ShadowFixture where Guest.Root == GPA {
  /// Copies the root table to as many frames from ``ShadowShape/firstChild`` on; always succeeds.
  func copyRoot(to count: Int) -> Bool {
    let root = processors[0].walker.root
    for copy in 0..<UInt64(count) {
      for offset in stride(from: 0, to: 4096, by: 8) as StrideTo<UInt64> {
        guard let entry = buffers.guest.load(at: root.advanced(by: offset)) else { return false }
        buffers.guest.store(entry, at: ShadowShape.firstChild.advanced(by: copy).address.advanced(by: offset))
      }
    }
    return true
  }
}
