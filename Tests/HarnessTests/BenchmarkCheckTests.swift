import Harness
import MMUCore
import MMUReference
import Testing
import Workload

@Suite struct BenchmarkCheckTests {
  private static let frameCount = 4096
  private let buffer: MappedBuffer
  private let memory: GuestMemory
  private var tables: PageTables<X86Long4Encoding>
  private let addresses: [GVA]

  init() throws {
    buffer = try #require(MappedBuffer(byteCount: Self.frameCount * 4096))
    memory = GuestMemory(buffer.bytes)
    let pool = FramePool<GuestPhysical>(
      first: GFN(1), end: GFN(64), returned: UnsafeMutableBufferPointer(start: nil, count: 0))
    tables = try #require(PageTables(memory: memory, pool: pool, rules: X86Rules(controls: .noExecute)))
    addresses = (0..<300).map { GVA(0x40_0000_0000 + $0 * 4096) }
    for gva in addresses { _ = tables.map(gva, to: GPA(gva.rawValue >> 4), .kib4, .userWritable) }
  }

  private func check(_ addresses: [GVA], _ access: GuestAccess) -> String? {
    BenchmarkCheck.walker(
      memory: memory, root: tables.root, configuration: X86Configuration(controls: .noExecute),
      addresses: addresses, access: access)
  }

  @Test func goodTablesAgree() {
    for kind in [AccessKind.load, .store, .fetch] { #expect(check(addresses, GuestAccess(kind, .user)) == nil) }
  }

  @Test func faultsAgreeToo() {
    let others = [GVA(0), GVA(1 << 47), addresses[0].advanced(by: 1 << 21), GVA(UInt64.max)]
    #expect(check(others, GuestAccess(.store, .user)) == nil)
  }

  @Test func theBenchmarksMemoryIsNotTouched() {
    let before = Array(buffer.bytes)
    _ = check(addresses, GuestAccess(.store, .user))
    #expect(before.elementsEqual(buffer.bytes))
  }

  @Test func countsAreCompared() throws {
    let geometry = TLBGeometry(sets: 4, ways: 2)
    let accesses = addresses.map { MemoryAccess(.load, $0) }
    var reference = ReferenceHierarchy(instruction: geometry, data: geometry, second: nil, pageSize: .kib4)
    for access in accesses { reference.access(access) }
    let right = check(reference.counters, accesses, data: geometry)
    #expect(right == nil)
    let wrong = check(TLBCounters(), accesses, data: geometry)
    #expect(try #require(wrong).contains("reference"))
  }

  private func check(_ counters: TLBCounters, _ accesses: [MemoryAccess], data: TLBGeometry) -> String? {
    accesses.withUnsafeBufferPointer {
      BenchmarkCheck.hierarchy(
        counters: counters, instruction: data, data: data, second: nil, pageSize: .kib4, accesses: $0)
    }
  }
}
