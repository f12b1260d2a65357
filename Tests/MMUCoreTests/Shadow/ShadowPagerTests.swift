import MMUCore
import Testing
import Workload

@Suite struct ShadowPagerTests {
  /// 4-level tables in guest frames 1 to 4; leaf table frame 4 maps 512 pages; the last one maps the leaf table itself.
  final class Fixture<Policy: SyncPolicy> {
    let buffers: ShadowBuffers
    var mmu: ShadowMMU<X86Long4, X86Shadow4, Policy>
    let processor: UnsafeMutableBufferPointer<ShadowMMU<X86Long4, X86Shadow4, Policy>.Processor>

    init(_ policy: Policy.Type, options: ShadowOptions = ShadowOptions()) throws {
      let capacity = ShadowCapacity(pages: 64, guestFrames: 2048, snapshots: 8)
      buffers = try #require(ShadowBuffers(guestFrames: 2048, capacity: capacity))
      var pager = buffers.pager(X86Shadow4.self, policy, options: options)
      let slot = MemorySlot(firstGuestFrame: GFN(0), firstHostFrame: HFN(0x10000), frameCount: 2048)
      let refusal = pager.insertSlot(slot)
      #expect(refusal == nil)
      for level in 1...3 as ClosedRange<UInt64> {
        buffers.guest.store((level + 1) << 12 | 7, at: GPA(level << 12))
      }
      for page in 0..<511 as Range<UInt64> { buffers.guest.store((1024 + page) << 12 | 7, at: GPA(4 << 12 + page * 8)) }
      buffers.guest.store(4 << 12 | 7, at: GPA(4 << 12 + 511 * 8))
      let controls = X86Controls.writeProtect | .noExecute
      let walker = PageWalker<X86Long4>(
        memory: buffers.guest, root: GPA(0x1000), rules: X86Rules(controls: controls))
      let shadow = ShadowProcessor<X86Shadow4>(
        tlb: buffers.tlb(entries: 64), roots: buffers.rootStorage(), rules: X86Shadow4.rules(under: controls),
        format: .x86Long4, mode: .writeProtect | .noExecute | .hardwareAccessedDirty)
      processor = .allocate(capacity: 1)
      processor.initialize(repeating: .init(walker: walker, shadow: shadow))
      mmu = ShadowMMU(pager: pager, processors: processor)
      #expect(load())
    }

    deinit { processor.deallocate() }

    func load() -> Bool { mmu.loadRoot(GPA(0x1000)) }
    func access(_ gva: GVA, _ access: GuestAccess) -> ShadowOutcome {
      defer { check() }
      return mmu.access(gva, access)
    }

    func check() {
      let violation = mmu.checkInvariants()
      #expect(violation == nil)
    }
  }

  static let load = GuestAccess(.load, .user)
  static let store = GuestAccess(.store, .user)

  func check<Policy: SyncPolicy>(_ policy: Policy.Type) throws {
    let fixture = try Fixture(policy)
    for page in 0..<511 as Range<UInt64> {
      let gva = GVA(page << 12 | 0x123)
      #expect(fixture.access(gva, Self.load) == .memory(HPA((0x10000 + 1024 + page) << 12 | 0x123)))
      #expect(fixture.buffers.guest.load(at: GPA(4 << 12 + page * 8))! & 0x60 == 0x20)
      #expect(fixture.access(gva, Self.store) == .memory(HPA((0x10000 + 1024 + page) << 12 | 0x123)))
      #expect(fixture.buffers.guest.load(at: GPA(4 << 12 + page * 8))! & 0x60 == 0x60)
    }
    // The guest changes its own table through its own mapping, and invalidates.
    let table: UInt64 = 511 << 12
    for page in 0..<511 as Range<UInt64> {
      _ = fixture.mmu.store((1025 + page) << 12 | 7, byteCount: 8, at: GVA(table + page * 8), Self.store)
      fixture.mmu.invalidate(GVA(page << 12))
      fixture.check()
      #expect(fixture.access(GVA(page << 12), Self.load) == .memory(HPA((0x10000 + 1025 + page) << 12)))
    }
    _ = fixture.mmu.store(0, byteCount: 8, at: GVA(table + 8), Self.store)
    #expect(fixture.load())
    #expect(fixture.access(GVA(0x1000), Self.load) == .fault(PageFault(.notPresent, at: .leaf)))
    #expect(fixture.access(GVA(0x2000), Self.load) == .memory(HPA((0x10000 + 1027) << 12)))
  }

  @Test func guestSeesItsOwnTables() throws {
    try check(WriteProtectSync.self)
    try check(UnsyncPolicy.self)
    try check(SnapshotSync.self)
    try check(VTLBPolicy.self)
  }
}
