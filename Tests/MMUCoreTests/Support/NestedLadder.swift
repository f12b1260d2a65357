import MMUCore
import Testing
import Workload

/// A guest with one mapped page, in a machine whose second stage maps its tables and that page.
///
/// Guest physical address g is host physical g + 1 GiB. The guest's tables begin at GPA 0x10000, the second stage's at HPA
/// 0x10000; the access goes to GPA 0x5234_5678, HPA 0x9234_5678, whatever the sizes of the pages.
struct NestedLadder<Guest: EntryEncoding, Host: EntryEncoding>
where Guest.Format.Input == GuestVirtual, Guest.Format.Output == GuestPhysical, Host.Format: SecondStageFormat {
  typealias Walker = NestedWalker<Guest.Format, Host.Format>

  static var distance: UInt64 { 1 << 30 }
  static var data: GPA { GPA(0x5234_5678) }

  /// The sizes of the guest's page, and of the second stage's pages under the guest's tables and under its page.
  struct Sizes {
    var guest = PageSize.kib4
    var tables = PageSize.kib4
    var data = PageSize.kib4
  }

  private let buffer: MappedBuffer
  let machine: MachineMemory
  /// The first 2 MiB of guest physical memory.
  let guest: GuestMemory
  let gva: GVA
  var walker: Walker

  /// - Parameter top: the bits of the address above its lowest 30, which are 0x1234_5678.
  init(
    _ top: UInt64, _ sizes: Sizes = Sizes(), guest guestRules: Guest.Format.Rules, host hostRules: Host.Format.Rules,
    _ guestAttributes: PageAttributes = .userWritable, hostAttributes: PageAttributes = .userWritable
  ) throws {
    buffer = try #require(MappedBuffer(byteCount: 1 << 30 + 2 << 20))
    machine = MachineMemory(buffer.bytes)
    guest = GuestMemory(UnsafeMutableRawBufferPointer(rebasing: buffer.bytes[Int(Self.distance)...]))
    gva = GVA(top << 30 | 0x1234_5678)
    var guestTables = try #require(PageTables<Guest>(memory: guest, pool: Self.pool(), rules: guestRules))
    var hostTables = try #require(PageTables<Host>(memory: machine, pool: Self.pool(), rules: hostRules))
    var refusals = [guestTables.map(gva, to: Self.data, sizes.guest, guestAttributes)]
    for page in stride(from: 0, to: 0x20000, by: Int(sizes.tables.byteCount)) {
      let gpa = UInt64(page)
      refusals.append(hostTables.map(GPA(gpa), to: HPA(gpa + Self.distance), sizes.tables, hostAttributes))
    }
    let target = HPA(Self.data.rawValue + Self.distance)
    refusals.append(hostTables.map(Self.data, to: target, sizes.data, hostAttributes))
    try #require(refusals.allSatisfy { $0 == nil })
    let stage2 = PageWalker<Host.Format>(
      memory: machine, root: hostTables.root, rules: hostRules)
    walker = Walker(root: guestTables.root, rules: guestRules, stage2: stage2)
  }

  private static func pool<Space>() -> FramePool<Space> {
    let returned = UnsafeMutableBufferPointer<FrameNumber<Space>>(start: nil, count: 0)
    return FramePool(first: FrameNumber(16), end: FrameNumber(512), returned: returned)
  }

  func walk(_ access: GuestAccess = GuestAccess(.load, .user)) -> NestedWalkOutcome { walker.walk(gva, access) }

  func references(_ access: GuestAccess = GuestAccess(.load, .user)) throws -> UInt64 {
    var counter = ReferenceCounter()
    guard case .mapped(let found) = walker.walk(gva, access, observer: &counter) else { throw Unmapped() }
    #expect(found.hpa == HPA(Self.data.rawValue + Self.distance))
    #expect(found.guest.address == Self.data)
    return counter.count
  }

  struct Unmapped: Error {}

  /// The second stage's fault, if that is how the walk ends.
  func hostFault(_ access: GuestAccess = GuestAccess(.load, .user)) throws -> SecondStageFault {
    let outcome = walk(access)
    guard case .hostFault(let fault) = outcome else {
      Issue.record("\(outcome) instead of a fault of the second stage")
      throw Unmapped()
    }
    return fault
  }

  /// The second stage's entries for an address, from the root to the leaf; nothing is marked.
  func hostPath(_ gpa: GPA) -> [WalkTrace<HostPhysical>.Step] {
    var trace = WalkTrace<HostPhysical>()
    _ = walker.stage2.walk(gpa, GuestAccess(.load, .user), observer: &trace)
    let steps = (0..<trace.count).map { trace[$0] }
    for step in steps { machine.storeEntry(step.entry, at: step.address, Host.Format.entrySize) }
    return steps
  }

  /// Changes the second stage's leaf for an address.
  func changeHostLeaf(of gpa: GPA, _ change: (UInt64) -> UInt64) {
    guard let leaf = hostPath(gpa).last else { return }
    machine.storeEntry(change(leaf.entry), at: leaf.address, Host.Format.entrySize)
  }

  /// Where the guest's entries lie, from the root to the leaf.
  func guestPath() -> [GPA] {
    var trace = WalkTrace<GuestPhysical>()
    let walker = PageWalker<Guest.Format>(memory: guest, root: walker.root, rules: walker.rules)
    _ = walker.walk(gva, GuestAccess(.load, .user), observer: &trace)
    for step in 0..<trace.count { guest.storeEntry(trace[step].entry, at: trace[step].address, Guest.Format.entrySize) }
    return (0..<trace.count).map { trace[$0].address }
  }
}
