import MMUCore
import Testing
import Workload

/// A ``DirectMappedTLB`` with its storage and a path of tables to fill it from.
struct OwnedDirectMappedTLB {
  private let buffer: MappedBuffer
  let ladder: Ladder
  var tlb: DirectMappedTLB
  /// Host addresses lie this far above guest physical ones.
  static let hostBase: UInt64 = 0x7000_0000_0000

  init(capacity: Int = 64) throws {
    buffer = try #require(MappedBuffer(byteCount: capacity * MemoryLayout<TLBEntry>.stride))
    let storage = UnsafeMutableBufferPointer(rebasing: buffer.bound(to: TLBEntry.self).prefix(capacity))
    tlb = DirectMappedTLB(storage: storage)
    ladder = try Ladder()
  }

  /// Makes the path map a page of a size, 4 KiB, 2 MiB or 1 GiB.
  func map(_ size: PageSize, isGlobal: Bool) {
    let global: UInt64 = isGlobal ? 1 << 8 : 0
    switch size {
    case .kib4: ladder.setEntry(Ladder.page | 0b111 | global, at: 1)
    case .mib2: ladder.setLargePage(at: 2, bits: global)
    default: ladder.setLargePage(at: 3, bits: global)
    }
  }

  /// Walks an address and fills what the walk found.
  mutating func fill(
    _ gva: GVA = Ladder.gva, _ access: GuestAccess = GuestAccess(.load, .user), asid: ASID = ASID(1),
    isHostReadOnly: Bool = false
  ) throws {
    let outcome = ladder.walker(.allControls).walk(gva, access)
    guard case .mapped(let translation) = outcome else { throw Ladder.Missing(outcome: outcome) }
    tlb.fill(
      gva, translation, hpa: HPA(translation.address.rawValue + Self.hostBase), isHostReadOnly: isHostReadOnly,
      asid: asid)
  }

  func lookup(
    _ gva: GVA = Ladder.gva, _ access: GuestAccess = GuestAccess(.load, .user), asid: ASID = ASID(1)
  ) -> HPA? {
    tlb.lookup(gva, access, asid: asid)
  }

  mutating func apply(_ operation: InvalidationTable.Operation, asid: ASID) {
    switch operation {
    case .invalidatePage: tlb.invalidate(Ladder.gva, asid: asid)
    case .flushSpace: tlb.flush(asid: asid)
    case .flushNonGlobal: tlb.flushNonGlobal()
    case .flushAll: tlb.flushAll()
    }
  }
}
