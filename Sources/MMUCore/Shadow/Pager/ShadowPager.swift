/// Shadow page tables: for a guest whose tables the hardware cannot walk, tables that it can, kept in step with the guest's.
///
/// ```text
///  GVA ──guest tables──▶ GPA ──slots──▶ HPA        what the guest's tables and the slots say
///  GVA ─────────────shadow tables─────▶ HPA        what the hardware walks
/// ```
///
/// One pager serves one guest: all of its processors, formats and modes. Its shadow tables are frames of machine memory; its books
/// lie in the caller's storage. It performs no flush of a TLB itself but the faulting processor's: whoever calls it asks
/// ``takeFlush()`` after every call, and flushes the TLBs of all processors.
///
/// Source of the vocabulary and of much of the design: Linux, Documentation/virt/kvm/x86/mmu.rst.
public struct ShadowPager<Host: ShadowHostFormat, Policy: SyncPolicy> {
  /// The guest's memory, in which its tables lie.
  public let guest: GuestMemory
  /// The machine's memory, in which the shadow tables lie.
  public let machine: MachineMemory
  /// What it may do besides what it must.
  public var options: ShadowOptions
  /// What it counted.
  public internal(set) var counters = ShadowCounters()

  var pages: ShadowPageTable
  var lists: EntryLists
  let map: ReverseMap
  var slots: ShadowSlots
  var snapshots: SnapshotPool
  /// Pages of an earlier generation are obsolete.
  var generation: UInt32 = 1
  /// Grows when a root that a processor may hold is no longer to be used.
  var rootEpoch: UInt32 = 1
  /// In every device entry; see ``DeviceEntry``.
  var deviceGeneration: UInt64 = 1
  var flush = ShadowFlush.none
  /// Slots that log stores.
  var loggingCount = 0
  /// Where those frames are that may come and go.
  var frames: UnsafeMutablePointer<FrameMap>?
  /// Whether there may be entries for devices.
  var holdsDevices = false

  /// A pager without slots.
  ///
  /// - Parameters:
  ///   - guest: aligned to 16 bytes.
  ///   - machine: its frames from `firstFrame` on, one a shadow page, must be zero and belong to the pager.
  public init(
    guest: GuestMemory, machine: MachineMemory, firstFrame: HFN = HFN(0), storage: ShadowStorage,
    options: ShadowOptions = ShadowOptions()
  ) {
    precondition(UInt(bitPattern: guest.base) & 15 == 0, "guest memory aligned to 16 bytes, as tables are compared")
    self.guest = guest
    self.machine = machine
    self.options = options
    pages = ShadowPageTable(storage, memory: machine, firstFrame: firstFrame)
    lists = EntryLists(words: storage.listWords, links: storage.links.baseAddress.unsafelyUnwrapped)
    map = ReverseMap(
      frames: storage.frames, tablesInRun: storage.tablesInRun, dirtyWords: storage.dirtyWords)
    slots = ShadowSlots(storage: storage.slots, frameCapacity: storage.frames.count)
    snapshots = SnapshotPool(storage.snapshots)
  }

  /// The flush that is due on all processors; it is the caller's from then on.
  @inline(__always)
  public mutating func takeFlush() -> ShadowFlush {
    defer { flush = .none }
    return flush
  }

  /// Asks for everything to be flushed.
  @inline(__always)
  mutating func requestFlush() {
    counters.flushRequests &+= 1
    flush = .all
  }

  /// Asks for one page of 4 KiB to be flushed.
  @inline(__always)
  mutating func requestFlush(of gva: GVA) {
    counters.flushRequests &+= 1
    flush = flush == .none || flush == .page(gva.aligned(to: .kib4)) ? .page(gva.aligned(to: .kib4)) : .all
  }

  /// Shadow pages in use.
  public var pageCount: Int { pages.capacity - pages.freeCount }

  /// The bytes of shadow tables, links, lists and copies in use.
  public var byteCount: Int {
    pageCount * (4096 + 512 * MemoryLayout<EntryLink>.stride + MemoryLayout<ShadowPage>.stride)
      + lists.usedCount * 64 + snapshots.usedCount * 4096
  }

  // MARK: Small steps that everything is made of

  /// An entry of a shadow table.
  @inline(__always)
  func entry(at place: ShadowEntryIndex) -> UInt64 { pages.tables[place.offset] }

  @inline(__always)
  func isLeaf(_ entry: UInt64, at place: ShadowEntryIndex) -> Bool {
    Host.isLeaf(entry, at: pages[place.page].role.level)
  }

  /// The page that a present link leads to.
  @inline(__always)
  func child(of place: ShadowEntryIndex) -> ShadowPageIndex { ShadowPageIndex(pages.links[place.offset].target) }

  /// The frame that a present leaf maps.
  @inline(__always)
  func frame(behind place: ShadowEntryIndex) -> FrameIndex { FrameIndex(pages.links[place.offset].target) }

  /// An address's place in a shadow table.
  @inline(__always)
  func place(of gva: GVA, in page: ShadowPageIndex, at level: PageLevel) -> ShadowEntryIndex {
    page.entry(Int(truncatingIfNeeded: (gva.rawValue &>> (3 &+ 9 &* level.rawValue)) & 511))
  }

  /// Makes an entry lead to a page. The place is empty, and a list block is free.
  mutating func setLink(_ place: ShadowEntryIndex, to child: ShadowPageIndex) {
    pages.tables[place.offset] = Host.entry(toTable: pages.table(of: child))
    pages.links[place.offset].target = child.rawValue
    pages[place.page].presentCount &+= 1
    lists.insert(place, into: pages.parents(of: child))
  }

  /// Makes an entry map a frame. A list block is free. Whether that changed anything.
  @inline(__always)
  mutating func setLeaf(_ place: ShadowEntryIndex, _ new: UInt64, _ frame: FrameIndex) -> Bool {
    let old = entry(at: place)
    if old == new && pages.links[place.offset].target == frame.rawValue { return false }
    if Host.isPresent(old) && changeLeaf(place, from: old, to: new, frame) { return true }
    pages.tables[place.offset] = new
    pages.links[place.offset].target = frame.rawValue
    pages[place.page].presentCount &+= 1
    lists.insert(place, into: map.mappings(of: frame))
    return true
  }

  /// Gives a leaf of the same frame other rights; drops any other entry, and answers `false`.
  @inline(never)
  private mutating func changeLeaf(
    _ place: ShadowEntryIndex, from old: UInt64, to new: UInt64, _ frame: FrameIndex
  ) -> Bool {
    let isSame = isLeaf(old, at: place) && Host.address(in: old) == Host.address(in: new)
    guard isSame && pages.links[place.offset].target == frame.rawValue else {
      drop(place)
      return false
    }
    pages.tables[place.offset] = new
    // U takes away as much as it gives: SMEP, SMAP and RISC-V keep the supervisor from a user's page.
    let (given, kept) = (Host.rights(of: new), Host.rights(of: old))
    if !given.contains(kept) || given.contains(.user) != kept.contains(.user) { requestFlush() }
    return true
  }

  /// Empties an entry, whatever it is, and asks for everything to be flushed if it was present.
  mutating func drop(_ place: ShadowEntryIndex) {
    if clear(place) && !Policy.hasDefect(.skipsFlushAtDrop) { requestFlush() }
  }

  /// Empties an entry that maps at most one page of 4 KiB at an address.
  mutating func drop(_ place: ShadowEntryIndex, at gva: GVA) {
    guard clear(place), !Policy.hasDefect(.skipsFlushAtDrop) else { return }
    let isElsewhere = !isReached(place.page, onlyAt: gva) && !Policy.hasDefect(.flushesOneAddress)
    if isElsewhere { requestFlush() } else { requestFlush(of: gva) }
  }

  /// Whether every way down to a page is that of an address. A page that hangs in several places may be in TLBs at several
  /// addresses, and nothing would remember it there; all roots may have it in the same place, as they have a kernel's tables.
  private func isReached(_ page: ShadowPageIndex, onlyAt gva: GVA) -> Bool {
    var page = page
    while true {
      let parents = pages[page].parents
      let position = place(of: gva, in: page, at: pages[page].role.level.above).position
      var isOwn = true
      var parent = page
      lists.forEach(in: parents) { place in
        parent = place.page
        if place.position != position || parents.isChain && !pages[parent].parents.isEmpty { isOwn = false }
      }
      if !isOwn || parents.isEmpty || parents.isChain { return isOwn }
      page = parent
    }
  }

  /// Empties an entry; whether it was present.
  private mutating func clear(_ place: ShadowEntryIndex) -> Bool {
    let old = entry(at: place)
    if old == 0 { return false }
    pages.tables[place.offset] = 0
    guard Host.isPresent(old) else { return false }
    pages[place.page].presentCount &-= 1
    if isLeaf(old, at: place) {
      if !Policy.hasDefect(.leavesReverseMap) { lists.remove(place, from: map.mappings(of: frame(behind: place))) }
    } else {
      unlink(child(of: place), from: place)
    }
    return true
  }

  /// Forgets that an entry leads to a page; a private page is given up with its last parent.
  private mutating func unlink(_ child: ShadowPageIndex, from place: ShadowEntryIndex) {
    lists.remove(place, from: pages.parents(of: child))
    pages.clearUnsyncBit(place)
    if pages[child].role.isPrivate && pages[child].parents.isEmpty && pages[child].rootCount == 0 { zap(child) }
  }

  // MARK: Giving up pages

  /// Gives up a page: its entries, the links to it, its frame's protection. A page that roots hold stays, empty and not to be
  /// found, until they let go of it; processors load their roots anew.
  mutating func zap(_ page: ShadowPageIndex) {
    guard !pages[page].isInvalid else { return }
    counters.pagesZapped &+= 1
    forget(page)
    empty(page)
    while let parent = lists.last(of: pages[page].parents) { drop(parent) }
    if pages[page].rootCount == 0 {
      pages.release(page)
    } else {
      rootEpoch &+= 1
      requestFlush()
    }
  }

  private mutating func empty(_ page: ShadowPageIndex) {
    let width = ShadowPageTable.entriesPerLine
    for first in stride(from: 0, to: 512, by: width) where pages.hasEntries(from: page.entry(first)) {
      for position in first..<(first &+ width) where entry(at: page.entry(position)) != 0 {
        drop(page.entry(position))
      }
    }
    pages.clearUnsyncBits(of: page)
  }

  /// Takes a page out of the hash and its frame's protection away: it is invalid from then on.
  private mutating func forget(_ page: ShadowPageIndex) {
    if let copy = pages[page].snapshotNumber { snapshots.release(copy) }
    pages[page].snapshot = .max
    if !pages[page].role.isPrivate { pages.unhash(page) }
    if pages[page].isProtecting, let frame = index(of: pages[page].gfn) {
      map.removeTable(frame, wasUnsync: pages[page].isUnsync)
    }
    pages[page].isUnsync = false
    pages[page].isInvalid = true
  }

  /// A guest frame's place in the reverse map, or `nil` where no slot has it.
  @inline(__always)
  mutating func index(of gfn: GFN) -> FrameIndex? {
    guard let number = slots.find(gfn) else { return nil }
    return slots[number].index(of: gfn)
  }
}
