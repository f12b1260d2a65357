/// Walks page tables in memory, as a processor's page walker does.
///
/// Every entry is read from memory. The walker sets accessed bits as it uses entries and the dirty bit of the leaf when a
/// store is permitted, as its format says; it never decides by a cached entry. Over a guest's format it translates GVA to
/// GPA, over a second stage's GPA to HPA.
///
/// Source: Intel SDM vol. 3A, sections "4-Level Paging and 5-Level Paging" and "Accessed and Dirty Flags"; RISC-V
/// Privileged Architecture 1.13, section "Virtual Address Translation Process"; Arm ARM (DDI 0487), chapter D8.
public struct PageWalker<Format: PagingFormat> {
  /// The addresses that it translates.
  public typealias Input = Address<Format.Input>
  /// The addresses that it gives.
  public typealias Output = Address<Format.Output>

  /// The memory that holds the tables.
  public let memory: PhysicalMemory<Format.Output>
  /// Where walks begin.
  public var root: Format.Root
  /// What the format's entries mean at present.
  public var rules: Format.Rules

  /// A walker over the tables at `root`.
  public init(memory: PhysicalMemory<Format.Output>, root: Format.Root, rules: Format.Rules) {
    self.memory = memory
    self.root = root
    self.rules = rules
  }

  /// Translates one access.
  @inline(__always)
  public func walk(_ address: Input, _ access: GuestAccess) -> WalkOutcome<Format.Output> {
    var observer = Unobserved()
    return walk(address, access, observer: &observer)
  }

  /// Translates one access and tells the observer of every entry read.
  @inline(__always)
  public func walk<Observer: WalkObserver>(
    _ address: Input, _ access: GuestAccess, observer: inout Observer
  ) -> WalkOutcome<Format.Output> {
    switch begin(address) {
    case .ended(let fault): return .fault(fault)
    case .leaf(let leaf): return finish(leaf, address, access)
    case .table(var position):
      while true {
        switch step(from: position, address, observer: &observer) {
        case .ended(let fault): return .fault(fault)
        case .leaf(let leaf): return finish(leaf, address, access)
        case .table(let next): position = next
        }
      }
    }
  }

  // MARK: Steps

  /// A table that a walk has reached, and what it gathered on the way.
  struct Position: BitwiseCopyable {
    var table: Output
    var level: PageLevel
    var inherited: UInt64
  }

  /// The entry that maps the page.
  struct Leaf: BitwiseCopyable {
    var entry: UInt64
    var address: Output
    var level: PageLevel
    var inherited: UInt64
    var page: Output
    var size: PageSize
  }

  /// What one entry came to.
  enum Step: BitwiseCopyable {
    case table(Position)
    case leaf(Leaf)
    case ended(PageFault)
  }

  /// The first table, as the root registers have it.
  @inline(__always)
  func begin(_ address: Input) -> Step {
    let level = Format.rootLevel(rules)
    guard Format.isCanonical(address, rules) else { return .ended(PageFault(.nonCanonical, at: level)) }
    switch Format.rootTable(root, for: address, rules) {
    case .table(let table):
      return .table(Position(table: table, level: level, inherited: Format.inheritedAtRoot))
    case .beyondAddressSize: return .ended(PageFault(.addressSize, at: .baseRegister))
    default: return .ended(PageFault(.notPresent, at: level.above))
    }
  }

  /// Where the entry for an address lies in a table.
  @inline(__always)
  func entryAddress(in position: Position, for address: Input) -> Output {
    position.table.advanced(by: Format.entryOffset(of: address, at: position.level, rules))
  }

  /// Reads the entry for an address in a table that the walk has reached, and marks it as used if it leads on.
  @inline(__always)
  func step<Observer: WalkObserver>(
    from position: Position, _ address: Input, observer: inout Observer
  ) -> Step {
    let level = position.level
    let place = entryAddress(in: position, for: address)
    guard let entry = memory.loadEntry(at: place, Format.entrySize) else {
      return .ended(PageFault(.tableOutsideMemory, at: level))
    }
    observer.observe(entry, at: place, level: level)
    switch Format.classify(entry, at: level, rules) {
    case .absent: return .ended(PageFault(.notPresent, at: level))
    case .malformed: return .ended(PageFault(.reservedBit, at: level))
    case .beyondAddressSize: return .ended(PageFault(.addressSize, at: level))
    case .table(let next):
      replace(entry, at: place, with: Format.markedTable(entry, rules))
      let inherited = Format.inherit(position.inherited, entry)
      return .table(Position(table: next, level: level.below, inherited: inherited))
    case .leaf(let page, let size):
      return .leaf(
        Leaf(
          entry: entry, address: place, level: level, inherited: position.inherited, page: page, size: size))
    }
  }

  /// Decides whether the leaf permits the access, and marks it if so.
  @inline(__always)
  func finish(_ leaf: Leaf, _ address: Input, _ access: GuestAccess) -> WalkOutcome<Format.Output> {
    let permitted = Format.permitted(leaf.inherited, leaf.entry, rules)
    guard permitted.contains(access.asSet) else { return .fault(denial(of: access, leaf)) }
    replace(leaf.entry, at: leaf.address, with: Format.markedLeaf(leaf.entry, dirty: access.isStore, rules))
    return .mapped(
      Translation(
        address: leaf.page.advanced(by: address.offset(in: leaf.size)), pageSize: leaf.size,
        rights: Format.rights(leaf.inherited, leaf.entry, rules), permitted: permitted,
        isDirty: access.isStore || Format.isDirty(leaf.entry, rules),
        isGlobal: Format.isGlobal(leaf.inherited, leaf.entry, rules)))
  }

  @inline(never)
  private func denial(of access: GuestAccess, _ leaf: Leaf) -> PageFault {
    PageFault(Format.denial(of: access, leaf.inherited, leaf.entry, rules), at: leaf.level)
  }

  /// Writes an entry back, if marking changed it.
  @inline(__always)
  private func replace(_ entry: UInt64, at place: Output, with marked: UInt64) {
    if marked != entry { memory.storeEntry(marked, at: place, Format.entrySize) }
  }
}
