import CLimits
import Harness
import MMUCore
import MMUReference
import Regression
import Workload

/// Page tables that hold one random cycle of pages, for walks of which each gives the address of the next.
///
/// Page i lies at gva = 8i pages, which puts leaf entries a line apart. Where one address space is too small for
/// that many pages (1 GiB pages), the cycle goes on through several, whose roots are neighbours.
final class WalkFixture {
  let residence: TableResidence
  let pageSize: PageSize
  let walker: PageWalker<X86Long4>
  let chain: WalkChain
  /// Where the chain stands. Every run goes on from there, whoever walks: the lines that it reads are the ones that have
  /// not been read for the longest time.
  var position = GPA(0)
  private let storage: MappedBuffer
  private let returned: UnsafeMutableBufferPointer<GFN>

  /// Supervisor stores and user data as a kernel sets them: WP and NXE.
  static let configuration = X86Configuration(controls: .writeProtect | .noExecute)
  static let access = GuestAccess(.load, .user)
  private static let seed: UInt64 = 0x57A1

  init(_ residence: TableResidence, _ pageSize: PageSize) throws(BenchmarkFailure) {
    self.residence = residence
    self.pageSize = pageSize
    let layout = Layout(residence, pageSize)
    guard let storage = MappedBuffer(byteCount: layout.byteCount, prefersHugePages: true) else {
      throw .outOfMemory
    }
    self.storage = storage
    returned = .allocate(capacity: 1)
    let memory = GuestMemory(storage.bytes)
    let rules = X86Rules(controls: Self.configuration.controls)
    walker = PageWalker(memory: memory, root: GPA(0), rules: rules)
    chain = WalkChain(firstRoot: GPA(0), gvaMask: layout.gvaMask, spaceShift: layout.spaceShift)
    try fill(memory, layout)
  }

  deinit { returned.deallocate() }

  /// The levels that a walk reads.
  var levels: Int {
    switch pageSize {
    case .kib4: 4
    case .mib2: 3
    default: 2
    }
  }

  /// How many tables, address spaces and bits a fixture takes.
  private struct Layout {
    let pageShift: UInt64
    let pagesPerSpace: Int
    let spaces: Int

    init(_ residence: TableResidence, _ pageSize: PageSize) {
      pageShift = UInt64(pageSize.shift)
      pagesPerSpace = min(residence.leafCount, 1 << (47 - 3 - Int(pageSize.shift)))
      spaces = residence.leafCount / pagesPerSpace
    }

    /// 64 leaf entries of a table are used, as many tables of every level above, and one root.
    var tablesPerSpace: Int {
      let leafTables = max(1, pagesPerSpace / 64)
      let directories = max(1, leafTables / 512)
      return leafTables + directories + max(1, directories / 512) + 1
    }

    var byteCount: Int { (spaces + spaces * tablesPerSpace) * 4096 }
    var gvaMask: UInt64 { (1 << 47) - 1 }
    /// Page and space number stand side by side in a guest physical address.
    var spaceShift: UInt64 {
      spaces == 1 ? 63 : pageShift + UInt64(pagesPerSpace.trailingZeroBitCount)
    }
  }

  private func fill(_ memory: GuestMemory, _ layout: Layout) throws(BenchmarkFailure) {
    let successors = RandomCycle.successors(count: residence.leafCount, seed: Self.seed)
    for space in 0..<layout.spaces {
      guard var tables = tables(of: space, memory, layout) else { throw .outOfMemory }
      for page in 0..<layout.pagesPerSpace {
        let gva = GVA(UInt64(page) << (layout.pageShift + 3))
        let next = successors[space * layout.pagesPerSpace + page]
        let gpa = GPA(UInt64(next) << layout.pageShift)
        guard tables.map(gva, to: gpa, pageSize, .userTouched) == nil else { throw .outOfMemory }
      }
    }
  }

  /// Empty tables for a space, with the frame of its number as the root.
  private func tables(of space: Int, _ memory: GuestMemory, _ layout: Layout) -> PageTables<X86Long4Encoding>? {
    let first = GFN(UInt64(layout.spaces + space * layout.tablesPerSpace))
    var pool = FramePool(
      first: first, end: first.advanced(by: UInt64(layout.tablesPerSpace)), returned: returned)
    guard pool.free(GFN(UInt64(space))) else { return nil }
    return PageTables(memory: memory, pool: pool, rules: walker.rules)
  }

  /// The first difference of the core's walks from the reference's, on pages of the first address space, or from the C
  /// limit's, along the chain.
  func firstMismatch() -> String? {
    let pages = Layout(residence, pageSize).pagesPerSpace
    let gvas = (0..<min(pages, 256)).map { GVA(UInt64($0) << UInt64(pageSize.shift + 3)) }
    let difference = BenchmarkCheck.walker(
      memory: walker.memory, root: chain.firstRoot, configuration: Self.configuration, addresses: gvas,
      access: Self.access)
    if let difference { return difference }
    let steps = min(residence.leafCount, 4096)
    let reached = ChainEntryPoints.walk(walker, along: chain, after: GPA(0), Self.access, count: steps)
    var (limitWalker, limitChain) = (limitWalker, limitChain)
    let expected = limit_walk_chain(&limitWalker, &limitChain, 0, Int64(steps))
    return reached == GPA(expected) ? nil : "the chain's end differs from the C limit's"
  }

  /// The references of a walk, counted.
  func countedReferences() -> ExactCounter {
    var trace = GuestWalkTrace()
    _ = walker.walk(GVA(0), Self.access, observer: &trace)
    return .references(UInt64(trace.count), in: 1)
  }

  /// The walker's decisions for the C limit.
  var limitWalker: limit_walker {
    limit_walker(
      memory: walker.memory.base.assumingMemoryBound(to: UInt8.self), memory_size: walker.memory.byteCount,
      reserved: 0, reserved_at_level_3: 0, permissions: Self.permissions, access: Self.access.asSet.rawValue,
      access_is_store: 0)
  }

  /// The chain for the C limit.
  var limitChain: limit_chain {
    limit_chain(
      first_root: chain.firstRoot.rawValue, gva_mask: chain.gvaMask, space_shift: chain.spaceShift)
  }

  private static var permissions: UInt64 {
    let table = PermissionTable(x86: configuration.controls)
    return (0..<8).reduce(0) { bytes, rights in
      bytes | UInt64(table.permitted(by: AccessRights(rawValue: UInt8(rights))).rawValue) << UInt64(8 * rights)
    }
  }
}
