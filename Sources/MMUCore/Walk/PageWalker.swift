/// Walks a guest's page tables in guest memory, as a processor's page walker does.
///
/// Every entry is read from memory. The walker sets accessed bits as it uses entries and the dirty bit of the leaf when a
/// store is permitted; it never decides by a cached entry.
///
/// Source: Intel SDM vol. 3A, sections "4-Level Paging and 5-Level Paging" and "Accessed and Dirty Flags".
public struct PageWalker<Format: PagingFormat> {
  /// The guest's memory, which holds the tables.
  public let memory: GuestMemory
  /// The root table's address: CR3's address bits.
  public var root: GPA
  /// What the format's entries mean at present.
  public var rules: Format.Rules

  /// A walker over the tables at `root`.
  public init(memory: GuestMemory, root: GPA, rules: Format.Rules) {
    self.memory = memory
    self.root = root
    self.rules = rules
  }

  /// Translates one access.
  @inline(__always)
  public func walk(_ gva: GVA, _ access: GuestAccess) -> WalkOutcome {
    var observer = Unobserved()
    return walk(gva, access, observer: &observer)
  }

  /// Translates one access and tells the observer of every entry read.
  @inline(__always)
  public func walk<Observer: WalkObserver>(
    _ gva: GVA, _ access: GuestAccess, observer: inout Observer
  ) -> WalkOutcome {
    var level = Format.rootLevel
    guard Format.isCanonical(gva) else { return .fault(PageFault(.nonCanonical, at: level)) }
    var table = root
    var inherited = Format.inheritedAtRoot
    while true {
      let address = table.advanced(by: Format.entryOffset(of: gva, at: level))
      guard let entry = memory.load(at: address) else {
        return .fault(PageFault(.tableOutsideMemory, at: level))
      }
      observer.observe(entry, at: address, level: level)
      inherited = Format.inherit(inherited, entry)
      switch Format.classify(entry, at: level, rules) {
      case .absent: return .fault(PageFault(.notPresent, at: level))
      case .malformed: return .fault(PageFault(.reservedBit, at: level))
      case .table(let next):
        mark(entry, at: address, dirty: false)
        table = next
        level = level.below
      case .leaf(let page, let size):
        let leaf = Leaf(entry: entry, address: address, level: level, page: page, size: size)
        return finish(leaf, Format.rights(inherited), gva, access)
      }
    }
  }

  /// Asks the host's caches for the leaf entry that a walk of this address would read last, and waits for nothing but
  /// the tables above it. Sets no bit and reports no fault: it only makes a later walk quicker.
  @inline(__always)
  public func prefetchLeafEntry(for gva: GVA) {
    guard Format.isCanonical(gva) else { return }
    var level = Format.rootLevel
    var table = root
    while level > .leaf {
      guard let entry = memory.load(at: table.advanced(by: Format.entryOffset(of: gva, at: level))),
        case .table(let next) = Format.classify(entry, at: level, rules)
      else { return }
      table = next
      level = level.below
    }
    memory.prefetch(table.advanced(by: Format.entryOffset(of: gva, at: level)))
  }

  /// The entry that maps the page.
  private struct Leaf {
    let entry: UInt64
    let address: GPA
    let level: PageLevel
    let page: GPA
    let size: PageSize
  }

  @inline(__always)
  private func finish(
    _ leaf: Leaf, _ rights: AccessRights, _ gva: GVA, _ access: GuestAccess
  ) -> WalkOutcome {
    let permitted = Format.permissions(rules).permitted(by: rights)
    guard permitted.contains(access.asSet) else {
      return .fault(PageFault(.protection, at: leaf.level))
    }
    mark(leaf.entry, at: leaf.address, dirty: access.isStore)
    return .mapped(
      Translation(
        gpa: leaf.page.advanced(by: gva.offset(in: leaf.size)), pageSize: leaf.size, rights: rights,
        permitted: permitted, isDirty: access.isStore || Format.isDirty(leaf.entry),
        isGlobal: Format.isGlobal(leaf.entry, rules)))
  }

  /// Sets the accessed bit, and the dirty bit if asked, where they are not set yet.
  @inline(__always)
  private func mark(_ entry: UInt64, at address: GPA, dirty: Bool) {
    let marked = Format.marked(entry, dirty: dirty)
    if marked != entry { memory.store(marked, at: address) }
  }
}
