import MMUCore

/// The model of a kernel that does with its page tables what Linux does on 4-level x86.
///
/// It owns processes, maps pages upon the first touch, copies on write after a fork, and flushes as Linux flushes: single pages
/// up to ``flushCeiling``, the address space beyond. It writes its tables through the machine, and takes its own page faults.
///
/// Facts: Linux, Documentation/mm/ and Documentation/arch/x86/ (pti.rst, tlb.rst); `tlb_single_page_flush_ceiling` is 33,
/// `TLB_NR_DYN_ASIDS` 6.
public final class LinuxKernel {
  typealias Encoding = X86Long4Kernel

  /// The most pages that are flushed one by one.
  public static let flushCeiling = 33
  /// How many address spaces a processor keeps apart.
  static let dynamicSpaces = 6

  /// The machine.
  public let machine: any GuestMachine
  /// How the kernel is configured.
  public let options: LinuxOptions
  /// What the guest saw.
  public internal(set) var history = GuestHistory()
  /// The process that runs.
  public internal(set) var current: GuestProcess

  let tables: KernelTables<Encoding>
  var frames: DataFrames
  /// The frames that were given to the monitor.
  var balloon: [GPA] = []
  /// What is done about pages that the monitor has zeroed; `nil` where nobody zeroes any.
  private(set) var zeroing: GapRemedy?
  private(set) var processes: [Int: GuestProcess] = [:]
  private var nextNumber = 1
  private let kernelRoot: GPA
  /// Which process's translations each address space of the processor holds.
  private var spaces: [Int?] = Array(repeating: nil, count: LinuxKernel.dynamicSpaces)
  private var nextSpace = 0

  /// Where the kernel sees its tables.
  static let directMap = GVA(0xFFFF_8000_0000_0000)

  /// Boots: frames 0 to 2 map all tables for the kernel, in pages of 2 MiB.
  ///
  /// - Parameters:
  ///   - memory: the guest's frames for tables, from 0 on, zeroed.
  ///   - data: the first frame for data, and how many there are.
  public init(
    _ machine: any GuestMachine, memory: GuestMemory, data: (first: GFN, count: UInt64), options: LinuxOptions
  ) throws(KernelFailure) {
    self.machine = machine
    self.options = options
    kernelRoot = GPA(0)
    Self.writeDirectMap(memory, isReadOnly: machine.mapsTablesReadOnly)
    tables = KernelTables(machine, memory, directMap: Self.directMap, firstFree: 3)
    frames = DataFrames(first: data.first, count: data.count)
    machine.loadRoot(kernelRoot, asid: ASID(0), keepsTranslations: false)
    current = GuestProcess(number: 0, root: kernelRoot)
    current = try makeProcess()
    load(current)
  }

  /// Before the first root is loaded nobody watches.
  private static func writeDirectMap(_ memory: GuestMemory, isReadOnly: Bool) {
    memory.store(Encoding.table(GPA(1 << 12)), at: GPA(256 * 8))
    memory.store(Encoding.table(GPA(2 << 12)), at: GPA(1 << 12))
    for page in 0..<(memory.frameCount + 511) / 512 {
      let entry = Encoding.page(GPA(page << 21), at: PageLevel(2), isReadOnly ? .global : [.write, .global])
      memory.store(entry, at: GPA(2 << 12 + page * 8))
    }
  }

  /// 1 TiB, far from the heap of the smallest programs, as mmap's area is.
  public var programBase: UInt64 { 1 << 40 }
  /// SIGSEGV.
  public var deliversSignals: Bool { true }

  /// Where it sees its first frame.
  public var idleWord: GVA { Self.directMap }

  /// From now on pages are zeroed (clear_page), and the monitor hands frames out as they are used.
  public func zeroPages(_ remedy: GapRemedy) {
    zeroing = remedy
    machine.handOutOnDemand(frames.fresh)
  }

  /// The most frames that the kernel's tables took.
  public var tableFrames: UInt64 { tables.peakCount }

  /// Notes the user half of every process's tables; the kernel's is the monitor's business too, where it is para-virtual.
  public func noteMemory() {
    for process in processes.values.sorted(by: { $0.number < $1.number }) {
      history.note(UInt64(process.number))
      for root in process.roots {
        tables.note(root, Encoding.rootLevel, into: &history) { $0 < 256 * 8 }
      }
    }
    frames.note(into: &history)
    history.note(tables.usedCount)
  }

  // MARK: Processes

  /// A process without ranges; its root has the kernel's half.
  func makeProcess() throws(KernelFailure) -> GuestProcess {
    let process = GuestProcess(number: nextNumber, root: try tables.newTable())
    nextNumber += 1
    tables.store(tables.load(GPA(256 * 8)), process.root.advanced(by: 256 * 8))
    if options.isolatesTables {
      let userRoot = try tables.newTable()
      process.userRoot = userRoot
      tables.store(tables.load(GPA(256 * 8)), userRoot.advanced(by: 256 * 8))
    }
    processes[process.number] = process
    return process
  }

  func forget(_ process: GuestProcess) {
    processes[process.number] = nil
    for space in spaces.indices where spaces[space] == process.number { spaces[space] = nil }
  }

  /// Switches to a process; nothing if it runs already.
  public func switchTo(_ process: GuestProcess) {
    guard process !== current else { return }
    current = process
    load(process)
  }

  /// Loads a process's root: with PCID, into the address space that still has its translations, or into the next one.
  private func load(_ process: GuestProcess) {
    tables.announce(process)
    guard options.usesPCID else {
      machine.loadRoot(process.root, asid: process.asid, keepsTranslations: false)
      return
    }
    let held = spaces.firstIndex(of: process.number)
    let space = held ?? nextSpace
    if held == nil {
      nextSpace = (nextSpace + 1) % spaces.count
      spaces[space] = process.number
    }
    process.asid = ASID(UInt16(space + 1))
    let keeps = held != nil && !process.needsFlush
    machine.loadRoot(process.root, asid: process.asid, keepsTranslations: keeps)
    if !keeps && process.userRoot != nil { machine.flushSpace(userSpace(process)) }
    process.needsFlush = false
  }

  // MARK: In and out

  /// Runs the body of a system call.
  public func systemCall<Result>(_ body: () throws(KernelFailure) -> Result) throws(KernelFailure) -> Result {
    enter(.systemCall)
    defer { leave() }
    return try body()
  }

  /// With isolated tables, the kernel's are loaded on the way in and the program's on the way out.
  func enter(_ entry: KernelEntry) {
    machine.enterKernel(entry)
    if current.userRoot != nil {
      machine.loadRoot(current.root, asid: current.asid, keepsTranslations: options.usesPCID)
    }
  }

  func leave() {
    if let userRoot = current.userRoot {
      machine.loadRoot(userRoot, asid: userSpace(current), keepsTranslations: options.usesPCID)
    }
    machine.leaveKernel()
  }

  /// The number of the space in which a process's program runs: Linux sets bit 11 of the kernel's.
  private func userSpace(_ process: GuestProcess) -> ASID {
    options.usesPCID ? ASID(process.asid.rawValue | 1 << 11) : process.asid
  }

  // MARK: Programs

  /// Makes a program's accesses, handling its page faults.
  public func execute(_ accesses: UnsafeBufferPointer<MemoryAccess>) throws(KernelFailure) {
    var rest = accesses
    while let stop = runOn(&rest) { try take(stop, GuestAccess(rest[0].kind, .user)) }
  }

  /// Makes accesses up to one that stops, which is then the first of the rest.
  private func runOn(_ rest: inout UnsafeBufferPointer<MemoryAccess>) -> AccessRun.Stop? {
    let run = machine.run(rest)
    rest = UnsafeBufferPointer(rebasing: rest[run.count...])
    return run.stop
  }

  /// Takes the exception of an access, which is made again afterwards.
  private func take(_ stop: AccessRun.Stop, _ access: GuestAccess) throws(KernelFailure) {
    guard case .fault(let fault) = stop.outcome else { throw .badAccess(address: stop.gva.rawValue) }
    history.note(fault, at: stop.gva, access, by: current.number)
    enter(.pageFault)
    defer { leave() }
    try handle(fault, at: stop.gva, access)
  }

  // MARK: Flushing

  /// Flushes pages of a process whose entries changed.
  func flush(_ pages: [GVA], of process: GuestProcess) {
    guard !pages.isEmpty else { return }
    guard process === current else {
      // It is flushed when it is next loaded, as Linux's generation counters have it.
      process.needsFlush = true
      return
    }
    if pages.count <= Self.flushCeiling {
      for page in pages { machine.invalidate(page) }
      if process.userRoot != nil && options.usesPCID { machine.flushSpace(userSpace(process)) }
    } else {
      flushSpace(of: process)
    }
  }

  /// Flushes all of the running process.
  func flushSpace(of process: GuestProcess) {
    machine.flushSpace(process.asid)
    if process.userRoot != nil && options.usesPCID { machine.flushSpace(userSpace(process)) }
  }
}
