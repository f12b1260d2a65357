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
    switch Format.begin(root, address, rules) {
    case .ended(let fault): return .fault(fault)
    case .leaf: return .fault(PageFault(.notPresent, at: Format.rootLevel(rules)))  // no root register is a leaf
    case .table(let position): return walk(address, access, from: position, observer: &observer)
    }
  }

  @inline(__always)
  private func walk<Observer: WalkObserver>(
    _ address: Input, _ access: GuestAccess, from start: WalkPosition<Format.Output>, observer: inout Observer
  ) -> WalkOutcome<Format.Output> {
    var position = start
    while true {
      let place = Format.entryAddress(in: position, for: address, rules)
      guard let entry = memory.loadEntry(at: place, Format.entrySize) else {
        return .fault(PageFault(.tableOutsideMemory, at: position.level))
      }
      observer.observe(entry, at: place, level: position.level)
      switch Format.follow(entry, in: position, rules) {
      case .ended(let fault): return .fault(fault)
      case .leaf(let leaf): return finish(leaf, at: place, address, access)
      case .table(let next):
        replace(entry, at: place, with: Format.markedTable(entry, rules))
        position = next
      }
    }
  }

  /// Decides whether the leaf permits the access, and marks it if so.
  @inline(__always)
  func finish(
    _ leaf: WalkLeaf<Format.Output>, at place: Output, _ address: Input, _ access: GuestAccess
  ) -> WalkOutcome<Format.Output> {
    let permitted = Format.permitted(leaf.inherited, leaf.entry, rules)
    guard permitted.contains(access.asSet) else { return .fault(Format.denial(of: access, by: leaf, rules)) }
    replace(leaf.entry, at: place, with: Format.markedLeaf(leaf.entry, dirty: access.isStore, rules))
    return .mapped(Format.translation(of: address, by: leaf, access, permitted, rules))
  }

  /// Writes an entry back, if marking changed it.
  @inline(__always)
  func replace(_ entry: UInt64, at place: Output, with marked: UInt64) {
    if marked != entry { memory.storeEntry(marked, at: place, Format.entrySize) }
  }
}
