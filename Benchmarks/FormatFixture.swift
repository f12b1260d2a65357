import CLimits
import Harness
import MMUCore
import MMUReference
import Regression
import Workload

/// Hot page tables of any format that hold one random cycle of 64 base pages: each page's frame names the next page.
///
/// Page i lies at 8i pages, which puts leaf entries a line apart.
final class FormatFixture<Encoding: EntryEncoding> {
  typealias Format = Encoding.Format
  typealias Output = Address<Format.Output>

  let walker: PageWalker<Format>
  /// The root table of address 0.
  let firstRoot: Output
  /// The bits of an address that the chain uses.
  let mask: UInt64
  /// Where the chain stands.
  var position = Output(0)
  private let storage: MappedBuffer

  static var access: GuestAccess { WalkFixture.access }
  private static var pageCount: Int { TableResidence.hot.leafCount }

  init(_ rules: Format.Rules) throws(BenchmarkFailure) {
    let frameCount = UInt64(16 * max(1, Int(Format.basePageSize.byteCount >> 12)))
    guard let storage = MappedBuffer(byteCount: Int(frameCount * 4096), prefersHugePages: true) else {
      throw .outOfMemory
    }
    self.storage = storage
    let memory = PhysicalMemory<Format.Output>(storage.bytes)
    let pool = FramePool<Format.Output>(
      first: FrameNumber(0), end: FrameNumber(frameCount), returned: .init(start: nil, count: 0))
    guard var tables = PageTables<Encoding>(memory: memory, pool: pool, rules: rules) else { throw .outOfMemory }
    let shift = UInt64(Format.basePageSize.shift)
    for (page, next) in RandomCycle.successors(count: Self.pageCount, seed: 0xF04).enumerated() {
      let address = Address<Format.Input>(UInt64(page) << (shift + 3))
      let target = Output(UInt64(next) << shift)
      guard tables.map(address, to: target, Format.basePageSize, .userTouched) == nil else { throw .outOfMemory }
    }
    walker = PageWalker(memory: memory, root: tables.root, rules: rules)
    mask = (UInt64(Self.pageCount) << (shift + 3)) - 1
    firstRoot = Self.firstRoot(tables.root, rules)
    for gva in Self.addresses { _ = walker.walk(gva, Self.access) }
  }

  private static func firstRoot(_ root: Format.Root, _ rules: Format.Rules) -> Output {
    guard case .table(let table) = Format.rootTable(root, for: Address(0), rules) else { return Output(0) }
    return table
  }

  /// The pages of the cycle.
  static var addresses: [Address<Format.Input>] {
    (0..<pageCount).map { Address(UInt64($0) << UInt64(Format.basePageSize.shift + 3)) }
  }

  /// The first difference of the core's walks from the reference's.
  func firstMismatch<Reference: ReferencePaging>(
    _ reference: (ReferenceMemory<Format.Output>) -> Reference
  ) -> String? where Reference.Input == Format.Input, Reference.Output == Format.Output {
    BenchmarkCheck.walker(walker, Self.addresses, Self.access, reference: reference)
  }

  /// The references of a walk, counted.
  func countedReferences() -> ExactCounter {
    var counter = ReferenceCounter()
    _ = walker.walk(Address(0), Self.access, observer: &counter)
    return .references(counter.count, in: 1)
  }

  /// The memory for the C limits.
  var bytes: UnsafeMutablePointer<UInt8> { walker.memory.base.assumingMemoryBound(to: UInt8.self) }

  /// Where entries lie, for the loads alone.
  func shape(addressMask: UInt64, addressShift: Int32) -> limit_shape {
    limit_shape(
      levels: Int32(Format.rootLevel(walker.rules).rawValue), page_shift: Int32(Format.basePageSize.shift),
      index_bits: Int32(Format.indexBits), entry_size: Int32(Format.entrySize.rawValue), address_mask: addressMask,
      address_shift: addressShift)
  }

  /// What the walker decides by, for the C limits: permissions for each combination of rights, given a leaf that has it.
  func limitTables(leaf: (UInt64) -> UInt64) -> limit_tables {
    var tables = limit_tables()
    tables.memory = bytes
    tables.memory_size = walker.memory.byteCount
    tables.setPermissions { Format.permitted(Format.inheritedAtRoot, leaf($0), walker.rules) }
    tables.access = Self.access.asSet.rawValue
    return tables
  }
}
