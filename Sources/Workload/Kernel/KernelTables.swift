import MMUCore

/// A kernel's hands on its page tables: every entry is read and written by a virtual address that maps the table, through
/// the machine, as a kernel's are.
///
/// Tables lie in guest frames from 0 on, which the kernel sees at ``directMap``.
final class KernelTables<Encoding: KernelFormat> {
  let machine: any GuestMachine
  let memory: GuestMemory
  let directMap: GVA
  /// Frames for tables, those given back last first.
  private var free: [UInt64] = []
  private var nextFresh: UInt64
  private let end: UInt64

  init(_ machine: any GuestMachine, _ memory: GuestMemory, directMap: GVA, firstFree: UInt64) {
    self.machine = machine
    self.memory = memory
    self.directMap = directMap
    nextFresh = firstFree
    end = memory.frameCount
  }

  /// The most tables that were in use.
  var peakCount: UInt64 { nextFresh }

  /// Tables that are in use.
  var usedCount: UInt64 { nextFresh - UInt64(free.count) }

  // MARK: Entries

  func load(_ place: GPA) -> UInt64 {
    let outcome = machine.access(directMap.advanced(by: place.rawValue), GuestAccess(.load, .supervisor))
    guard case .memory = outcome else { preconditionFailure("the kernel's map of its tables has no page: \(outcome)") }
    return memory.loadEntry(at: place, Encoding.Format.entrySize) ?? 0
  }

  func store(_ entry: UInt64, _ place: GPA) {
    let outcome = machine.storeEntry(entry, at: place, by: directMap.advanced(by: place.rawValue))
    guard case .memory = outcome else { preconditionFailure("the kernel's map of its tables has no page: \(outcome)") }
  }

  // MARK: Tables

  /// A cleared table. Clearing it is not stores one by one, and no monitor watches it yet.
  func newTable() throws(KernelFailure) -> GPA {
    let frame: UInt64
    if let last = free.popLast() {
      frame = last
    } else {
      guard nextFresh < end else { throw .outOfMemory }
      frame = nextFresh
      nextFresh += 1
    }
    let table = GFN(frame).address
    for offset in stride(from: 0 as UInt64, to: 4096, by: 8) { memory.store(0, at: table.advanced(by: offset)) }
    return table
  }

  func release(_ table: GPA) { free.append(table.frame.rawValue) }

  // MARK: Walks in software

  /// The place of an address's entry at a level, and the level of a page that is in its way.
  func find(_ gva: GVA, in root: GPA, at level: PageLevel = .leaf) -> (place: GPA, entry: UInt64, level: PageLevel)? {
    var table = root
    var current = Encoding.rootLevel
    while true {
      let place = Encoding.place(in: table, of: gva, at: current)
      let entry = load(place)
      if current == level { return (place, entry, current) }
      guard Encoding.isPresent(entry) else { return nil }
      if Encoding.isPage(entry, at: current) { return (place, entry, current) }
      table = Encoding.address(entry)
      current = current.below
    }
  }

  /// The place of an address's entry at a level; tables that are missing are made.
  func make(_ gva: GVA, in root: GPA, at level: PageLevel = .leaf) throws(KernelFailure) -> (place: GPA, entry: UInt64)
  {
    var table = root
    var current = Encoding.rootLevel
    while true {
      let place = Encoding.place(in: table, of: gva, at: current)
      var entry = load(place)
      if current == level { return (place, entry) }
      if !Encoding.isPresent(entry) {
        entry = Encoding.table(try newTable())
        store(entry, place)
      }
      table = Encoding.address(entry)
      current = current.below
    }
  }

  // MARK: What a monitor is told

  /// Before a process first runs, a monitor that checks tables is told of its roots (arch/x86/xen/mmu_pv.c, xen_enter_mmap).
  func announce(_ process: GuestProcess) {
    guard !process.isAnnounced else { return }
    process.isAnnounced = true
    for root in process.roots {
      let isTaken = machine.willUse(root: root)
      precondition(isTaken, "the monitor refuses the kernel's tables")
    }
  }

  /// Before its tables are taken apart, the monitor lets go of them (xen_exit_mmap).
  func renounce(_ process: GuestProcess) {
    guard process.isAnnounced else { return }
    process.isAnnounced = false
    for root in process.roots { machine.willRelease(root: root) }
  }

  // MARK: What they hold

  /// Notes what is present in a table and below it, read from memory and not by the machine: the place and the entry.
  ///
  /// - Parameter isNoted: whether an entry of this table is noted, by its offset in bytes.
  func note(
    _ table: GPA, _ level: PageLevel, into history: inout GuestHistory, where isNoted: (UInt64) -> Bool = { _ in true }
  ) {
    let size = UInt64(Encoding.Format.entrySize.rawValue)
    for offset in stride(from: 0, to: Encoding.entryCount * size, by: Int(size)) where isNoted(offset) {
      let place = table.advanced(by: offset)
      let entry = memory.loadEntry(at: place, Encoding.Format.entrySize) ?? 0
      guard entry != 0 else { continue }
      history.note(place.rawValue)
      history.note(entry)
      guard Encoding.isPresent(entry), !Encoding.isPage(entry, at: level) else { continue }
      note(Encoding.address(entry), level.below, into: &history)
    }
  }
}
