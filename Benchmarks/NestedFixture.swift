import CLimits
import MMUCore
import Regression
import Workload

/// A guest's hot page tables on a hot second stage: 64 base pages in one random cycle, tables and pages each mapped by base
/// pages of the host.
final class NestedFixture<Guest: EntryEncoding, Host: EntryEncoding>
where
  Guest.Format.Input == GuestVirtual, Guest.Format.Output == GuestPhysical, Host.Format: SecondStageFormat
{
  typealias Walker = NestedWalker<Guest.Format, Host.Format>

  let walker: Walker
  /// The bits of an address that the chain uses.
  let mask: UInt64
  /// Where the chain stands.
  var position = HPA(0)
  private let storage: MappedBuffer

  static var access: GuestAccess { WalkFixture.access }
  private static var pageCount: Int { TableResidence.hot.leafCount }
  private static var page: PageSize { Guest.Format.basePageSize }
  /// The room of the guest's tables, from guest physical address 0, and of the host's, from host physical address 0.
  private static var tableBytes: UInt64 { 32 * page.byteCount }
  /// Where the guest's pages begin.
  private static var firstPage: UInt64 { 64 << 20 }

  init(_ guestRules: Guest.Format.Rules, _ hostRules: Host.Format.Rules) throws(BenchmarkFailure) {
    guard let storage = MappedBuffer(byteCount: Int(2 * Self.tableBytes), prefersHugePages: true) else {
      throw .outOfMemory
    }
    self.storage = storage
    let shift = UInt64(Self.page.shift)
    let guestBytes = UnsafeMutableRawBufferPointer(rebasing: storage.bytes[Int(Self.tableBytes)...])
    var guest: PageTables<Guest> = try Self.tables(GuestMemory(guestBytes), guestRules)
    let machine = MachineMemory(storage.bytes)
    var host: PageTables<Host> = try Self.tables(machine, hostRules)
    for offset in stride(from: 0, to: Self.tableBytes, by: Int(Self.page.byteCount)) {
      try Self.map(GPA(offset), HPA(Self.tableBytes + offset), &host)
    }
    for (page, next) in RandomCycle.successors(count: Self.pageCount, seed: 0x2D).enumerated() {
      let offset = UInt64(page) << (shift + 3)
      try Self.map(GVA(offset), GPA(Self.firstPage + offset), &guest)
      try Self.map(GPA(Self.firstPage + offset), HPA(UInt64(next) << shift), &host)
    }
    let stage2 = PageWalker<Host.Format>(memory: machine, root: host.root, rules: hostRules)
    walker = Walker(root: guest.root, rules: guestRules, stage2: stage2)
    mask = (UInt64(Self.pageCount) << (shift + 3)) - 1
    if let mismatch = firstMismatch() { throw .mismatch(mismatch) }
  }

  private static func tables<Encoding: EntryEncoding>(
    _ memory: PhysicalMemory<Encoding.Format.Output>, _ rules: Encoding.Format.Rules
  ) throws(BenchmarkFailure) -> PageTables<Encoding> {
    let pool = FramePool<Encoding.Format.Output>(
      first: FrameNumber(0), end: FrameNumber(tableBytes >> 12), returned: .init(start: nil, count: 0))
    guard let tables = PageTables<Encoding>(memory: memory, pool: pool, rules: rules) else { throw .outOfMemory }
    return tables
  }

  private static func map<Encoding: EntryEncoding>(
    _ address: Address<Encoding.Format.Input>, _ target: Address<Encoding.Format.Output>,
    _ tables: inout PageTables<Encoding>
  ) throws(BenchmarkFailure) {
    guard tables.map(address, to: target, page, .userTouched) == nil else { throw .outOfMemory }
  }

  /// Walks every page; the first that does not lead where it was mapped, or not by the law's number of references.
  private func firstMismatch() -> String? {
    let levels = Guest.Format.rootLevel(walker.rules).rawValue
    let hostLevels = Host.Format.rootLevel(walker.stage2.rules).rawValue
    let law = (levels + 1) * (hostLevels + 1) - 1
    let successors = RandomCycle.successors(count: Self.pageCount, seed: 0x2D)
    for (page, next) in successors.enumerated() {
      let gva = GVA(UInt64(page) << UInt64(Self.page.shift + 3))
      _ = walker.walk(gva, Self.access)
      var counter = ReferenceCounter()
      let outcome = walker.walk(gva, Self.access, observer: &counter)
      guard case .mapped(let found) = outcome, found.hpa == HPA(UInt64(next) << UInt64(Self.page.shift)) else {
        return "page \(page): \(outcome)"
      }
      if counter.count != law { return "page \(page): \(counter.count) references, not \(law)" }
    }
    return nil
  }

  /// The references of a walk, counted.
  func countedReferences() -> ExactCounter {
    var counter = ReferenceCounter()
    _ = walker.walk(GVA(0), Self.access, observer: &counter)
    return .references(counter.count, in: 1)
  }
}
