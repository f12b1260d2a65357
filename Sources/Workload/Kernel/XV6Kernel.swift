import MMUCore

/// The model of a kernel that does with its page tables what xv6 does: every page is there when a program asks for it, a fork
/// copies all of them, address spaces have no numbers, and every load of the root flushes.
///
/// On RISC-V the kernel has tables of its own, loaded at every trap and left at every return (trampoline.S). On x86 every
/// process's tables have the kernel's half (setupkvm).
///
/// Facts: Cox, Kaashoek and Morris, "xv6: a simple, Unix-like teaching operating system", chapters 3 and 4, and its sources
/// vm.c, trampoline.S, proc.c.
public final class XV6Kernel<Encoding: KernelFormat>: GuestKernel {
  /// The machine.
  public let machine: any GuestMachine
  /// What the guest saw.
  public private(set) var history = GuestHistory()
  /// The process that runs.
  public private(set) var current: GuestProcess

  /// 1 GiB, within what either machine gives to programs.
  public let programBase: UInt64 = 1 << 30
  /// Where the kernel's half begins, or the addresses of Sv39's lower half end.
  private static var programEnd: UInt64 { Encoding.rootLevel > PageLevel(2) ? 1 << 38 : 1 << 31 }
  /// A program's page fault is its end.
  public let deliversSignals = false

  private let tables: KernelTables<Encoding>
  private var processes: [Int: GuestProcess] = [:]
  private var frames: DataFrames
  /// What is done about pages that the monitor has zeroed; `nil` where nobody zeroes any.
  private var zeroing: GapRemedy?
  private var nextNumber = 1
  /// The kernel's own root; `nil` where processes' tables have the kernel's half.
  private let kernelRoot: GPA?
  private var isInKernel = false
  /// The entries of the kernel's half, which every process's root has.
  private let kernelEntries: [(offset: UInt64, entry: UInt64)]

  /// Boots.
  ///
  /// - Parameters:
  ///   - memory: the guest's frames for tables, from 0 on, zeroed.
  ///   - data: the first frame for data, and how many there are.
  public init(
    _ machine: any GuestMachine, memory: GuestMemory, data: (first: GFN, count: UInt64)
  ) throws(KernelFailure) {
    self.machine = machine
    let map = XV6KernelMap<Encoding>(memory, isReadOnly: machine.mapsTablesReadOnly)
    kernelRoot = map.hasOwnRoot ? GPA(0) : nil
    kernelEntries = map.hasOwnRoot ? [] : map.rootEntries
    tables = KernelTables(machine, memory, directMap: map.directMap, firstFree: map.frameCount)
    frames = DataFrames(first: data.first, count: data.count)
    if map.hasOwnRoot {
      let isTaken = machine.willUse(root: GPA(0))
      precondition(isTaken, "the monitor refuses the kernel's tables")
    }
    machine.loadRoot(GPA(0), asid: ASID(0), keepsTranslations: false)
    current = GuestProcess(number: 0, root: GPA(0))
    current = try makeProcess()
    loadCurrent()
  }

  private func makeProcess() throws(KernelFailure) -> GuestProcess {
    let process = GuestProcess(number: nextNumber, root: try tables.newTable())
    nextNumber += 1
    for (offset, entry) in kernelEntries { tables.store(entry, process.root.advanced(by: offset)) }
    processes[process.number] = process
    return process
  }

  /// Where it sees its first frame.
  public var idleWord: GVA { tables.directMap }

  /// From now on pages are zeroed (uvmalloc), and the monitor hands frames out as they are used.
  public func zeroPages(_ remedy: GapRemedy) {
    zeroing = remedy
    machine.handOutOnDemand(frames.fresh)
  }

  /// The most frames that the kernel's tables took.
  public var tableFrames: UInt64 { tables.peakCount }

  /// Notes every process's tables without the kernel's half.
  public func noteMemory() {
    let kernels = Set(kernelEntries.map(\.offset))
    for process in processes.values.sorted(by: { $0.number < $1.number }) {
      history.note(UInt64(process.number))
      tables.note(process.root, Encoding.rootLevel, into: &history) { !kernels.contains($0) }
    }
    frames.note(into: &history)
    history.note(tables.usedCount)
  }

  private func loadCurrent() {
    tables.announce(current)
    machine.loadRoot(current.root, asid: ASID(0), keepsTranslations: false)
  }

  // MARK: In and out

  /// Runs the body of a system call.
  public func systemCall<Result>(_ body: () throws(KernelFailure) -> Result) throws(KernelFailure) -> Result {
    try trap(.systemCall, body)
  }

  private func trap<Result>(
    _ entry: KernelEntry, _ body: () throws(KernelFailure) -> Result
  ) throws(KernelFailure) -> Result {
    machine.enterKernel(entry)
    isInKernel = true
    if let kernelRoot { machine.loadRoot(kernelRoot, asid: ASID(0), keepsTranslations: false) }
    defer {
      // Without a root of its own the kernel reloads only when it switches, as switchuvm does.
      if kernelRoot != nil { loadCurrent() }
      isInKernel = false
      machine.leaveKernel()
    }
    return try body()
  }

  /// Makes a program's accesses. Every page is there, so that a page fault is a mistake of the program's, which is killed
  /// (usertrap).
  public func execute(_ accesses: UnsafeBufferPointer<MemoryAccess>) throws(KernelFailure) {
    guard let stop = machine.run(accesses).stop else { return }
    try trap(.pageFault) { () throws(KernelFailure) in
      history.note(stop.gva.rawValue)
      throw .badAccess(address: stop.gva.rawValue)
    }
  }

  /// Switches to a process, whose root is loaded on the way out, or at once where the kernel has none of its own.
  public func switchTo(_ process: GuestProcess) {
    guard process !== current else { return }
    current = process
    if kernelRoot == nil || !isInKernel { loadCurrent() }
  }

  // MARK: Memory

  /// Allocates and maps every page of a range (uvmalloc).
  public func map(_ range: Range<UInt64>, _ rights: KernelRights) throws(KernelFailure) {
    guard range.upperBound <= Self.programEnd else { throw .outOfMemory }
    current.regions.insert(MemoryRegion(start: range.lowerBound, end: range.upperBound, rights: rights))
    for address in stride(from: range.lowerBound, to: range.upperBound, by: 4096) {
      try mapPage(GVA(address), rights, of: current, zeroed: zeroing)
    }
  }

  /// Maps a page of zeroes, or, without a remedy, one that a copy is made on.
  private func mapPage(
    _ gva: GVA, _ rights: KernelRights, of process: GuestProcess, zeroed remedy: GapRemedy?
  ) throws(KernelFailure) {
    let (place, _) = try tables.make(gva, in: process.root)
    let page = try frames.take()
    if zeroing != nil { machine.take(page, frameCount: 1, zeroed: remedy) }
    history.note(page.rawValue)
    tables.store(Encoding.page(page, at: .leaf, rights.union(.user)), place)
  }

  /// Frees every page of a range (uvmunmap); the tables stay until the process ends.
  public func unmap(_ range: Range<UInt64>) {
    current.regions.remove(range)
    for address in stride(from: range.lowerBound, to: range.upperBound, by: 4096) {
      unmapPage(GVA(address), of: current)
    }
    if kernelRoot == nil { loadCurrent() }
  }

  private func unmapPage(_ gva: GVA, of process: GuestProcess) {
    guard let found = tables.find(gva, in: process.root), Encoding.isPresent(found.entry) else { return }
    tables.store(0, found.place)
    frames.release(Encoding.address(found.entry))
  }

  /// Gives every page of a range other rights; xv6 itself only does so to its stack guard (uvmclear).
  public func protect(_ range: Range<UInt64>, _ rights: KernelRights) {
    current.regions.protect(range, rights)
    for address in stride(from: range.lowerBound, to: range.upperBound, by: 4096) {
      guard let found = tables.find(GVA(address), in: current.root), Encoding.isPresent(found.entry) else { continue }
      tables.store(Encoding.changing(found.entry, to: rights.union(.user)), found.place)
    }
    if kernelRoot == nil { loadCurrent() }
  }

  // MARK: Processes

  /// Copies every page of the running process (uvmcopy).
  public func fork() throws(KernelFailure) -> GuestProcess {
    let child = try makeProcess()
    child.regions = current.regions
    for region in child.regions.regions {
      for address in stride(from: region.start, to: region.end, by: 4096) {
        try mapPage(GVA(address), region.rights, of: child, zeroed: nil)
      }
    }
    return child
  }

  /// Takes new tables and frees the old ones.
  public func exec() throws(KernelFailure) {
    let old = GuestProcess(number: current.number, root: current.root)
    old.regions = current.regions
    old.isAnnounced = current.isAnnounced
    let fresh = try makeProcess()
    processes[fresh.number] = nil
    current.root = fresh.root
    current.isAnnounced = false
    current.regions = MemoryRegions()
    if kernelRoot == nil { loadCurrent() }
    free(old)
  }

  /// Ends a process, whose parent frees its memory (wait).
  public func exit(_ process: GuestProcess, switchingTo next: GuestProcess) {
    if process === current { switchTo(next) }
    free(process)
    processes[process.number] = nil
  }

  private func free(_ process: GuestProcess) {
    tables.renounce(process)
    for region in process.regions.regions {
      for address in stride(from: region.start, to: region.end, by: 4096) { unmapPage(GVA(address), of: process) }
    }
    freeTables(process.root, Encoding.rootLevel, isRoot: true)
    process.regions = MemoryRegions()
  }

  /// Frees the tables below one, and itself (freewalk).
  private func freeTables(_ table: GPA, _ level: PageLevel, isRoot: Bool) {
    for number in 0..<Encoding.entryCount {
      let place = table.advanced(by: number * UInt64(Encoding.Format.entrySize.rawValue))
      let entry = tables.load(place)
      let isKernels = isRoot && kernelEntries.contains { $0.offset == place.rawValue - table.rawValue }
      guard !isKernels, Encoding.isPresent(entry), !Encoding.isPage(entry, at: level) else { continue }
      freeTables(Encoding.address(entry), level.below, isRoot: false)
      tables.store(0, place)
    }
    tables.release(table)
  }
}
