import MMUCore

/// A virtual machine as its guest's kernel knows it: one processor under some technique, whatever its type.
public protocol GuestMachine: AnyObject {
  /// What the technique did so far.
  var counters: TechniqueCounters { get }
  /// The frames of the monitor's own tables.
  var monitorFrames: UInt64 { get }
  /// Makes accesses of a program, up to one that needs the kernel.
  func run(_ accesses: UnsafeBufferPointer<MemoryAccess>) -> AccessRun
  /// Makes one access.
  func access(_ gva: GVA, _ access: GuestAccess) -> AccessOutcome
  /// Stores an entry to a table, by an address that maps the table.
  func storeEntry(_ entry: UInt64, at place: GPA, by gva: GVA) -> AccessOutcome
  /// Whether the kernel must not be able to write its tables by the addresses that map them.
  var mapsTablesReadOnly: Bool { get }
  /// Begins to gather stores to tables.
  func beginUpdates()
  /// Has what was gathered done.
  func endUpdates()
  /// Says that the tables below a root will be used; answers whether the monitor takes them.
  func willUse(root: GPA) -> Bool
  /// Says that the tables below a root are about to be taken apart.
  func willRelease(root: GPA)
  /// Loads the root register.
  func loadRoot(_ root: GPA, asid: ASID, keepsTranslations: Bool)
  /// Invalidates a page.
  func invalidate(_ gva: GVA)
  /// Invalidates what is not global of an address space.
  func flushSpace(_ asid: ASID)
  /// Invalidates everything.
  func flushAll()
  /// Has the processor from now on, after another machine had it.
  func takeTurn()
  /// Gives a frame back to the monitor; answers whether it took it.
  func giveBack(_ frame: GFN) -> Bool
  /// Takes a frame again that it gave back; answers whether it had.
  func takeBack(_ frame: GFN) -> Bool
  /// Where those of its frames are that may come and go; `nil` if none do.
  var frames: UnsafeMutablePointer<FrameMap>? { get }
  /// Forgets what leads to a frame at a place on the machine.
  func withdraw(_ frame: GFN, from place: HFN)
  /// Has what was withdrawn forgotten by the processor too.
  func endWithdrawals()
  /// Enters the kernel.
  func enterKernel(_ entry: KernelEntry)
  /// Leaves it.
  func leaveKernel()
  /// Spins in the kernel's idle loop, which looks at a word of the kernel's.
  func spin(_ steps: UInt64, on word: GVA)
  /// Has nothing to do for what would be so many steps of the idle loop, and lets the monitor know.
  func idle(_ steps: UInt64, _ remedy: GapRemedy)
  /// From now on the monitor hands these frames out when they are first used.
  func handOutOnDemand(_ frames: Range<GFN>)
  /// Takes frames that the kernel fills: with zeroes for a program, unless the remedy does, or, without one, with a copy.
  func take(_ page: GPA, frameCount: UInt64, zeroed remedy: GapRemedy?)
}
