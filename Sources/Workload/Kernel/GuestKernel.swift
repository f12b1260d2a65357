import MMUCore

/// A model of an operating system's kernel: what programs ask of it, and what it does with its page tables.
public protocol GuestKernel: AnyObject {
  /// The machine that it runs on.
  var machine: any GuestMachine { get }
  /// What its guest saw so far.
  var history: GuestHistory { get }
  /// The process that runs.
  var current: GuestProcess { get }
  /// The first address that programs may map; 2 MiB divide it.
  var programBase: UInt64 { get }
  /// Whether a program that touches what it may not is told by a signal, and lives on.
  var deliversSignals: Bool { get }

  /// An address of the kernel's own memory, which its idle loop looks at.
  var idleWord: GVA { get }

  /// The most frames that the kernel's tables took.
  var tableFrames: UInt64 { get }

  /// Adds to the history what memory holds: the entries of every process's tables, accessed and dirty bits included, where they
  /// lie, and who has which frames.
  func noteMemory()

  /// Runs the body of a system call.
  func systemCall<Result>(_ body: () throws(KernelFailure) -> Result) throws(KernelFailure) -> Result
  /// Makes a program's accesses, handling its page faults.
  func execute(_ accesses: UnsafeBufferPointer<MemoryAccess>) throws(KernelFailure)

  /// Maps a range of the running process.
  func map(_ range: Range<UInt64>, _ rights: KernelRights) throws(KernelFailure)
  /// Unmaps a range of the running process.
  func unmap(_ range: Range<UInt64>) throws(KernelFailure)
  /// Gives a range of the running process other rights.
  func protect(_ range: Range<UInt64>, _ rights: KernelRights) throws(KernelFailure)

  /// Makes a copy of the running process.
  func fork() throws(KernelFailure) -> GuestProcess
  /// Replaces the running process's program.
  func exec() throws(KernelFailure)
  /// Ends a process; another runs on.
  func exit(_ process: GuestProcess, switchingTo next: GuestProcess) throws(KernelFailure)
  /// Switches to a process.
  func switchTo(_ process: GuestProcess)

  /// From now on pages that programs find empty are zeroed, and the monitor hands frames out as they are used. Data have no bytes:
  /// unless this is asked for, nobody zeroes them.
  func zeroPages(_ remedy: GapRemedy)
}

extension GuestKernel {
  /// Waits, in the body of a system call, for an interrupt that comes after so many steps of the idle loop.
  func wait(_ steps: UInt64, _ remedy: GapRemedy) {
    if remedy == .none {
      machine.spin(steps, on: idleWord)
    } else {
      machine.idle(steps, remedy)
    }
    machine.enterKernel(.interrupt)
    machine.leaveKernel()
  }
}

extension LinuxKernel: GuestKernel {
  /// Maps a range that no other process shares.
  public func map(_ range: Range<UInt64>, _ rights: KernelRights) { map(range, rights, isShared: false) }
}
