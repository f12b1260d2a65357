/// The miss handler of a native machine: a real walk of the guest's tables for every access that no TLB has.
///
/// It maps nothing. Where the tables have no page it refuses the access and keeps the fault, so that whoever runs the
/// simulation can play the operating system and resume.
public struct WalkOnMiss: TLBMissHandler {
  /// The walker; the root belongs to the current address space.
  public private(set) var walker: PageWalker<X86Long4>
  /// The event that waits for the owner of the tables.
  public var events = EventStop()
  /// Walks that found a translation.
  public private(set) var walks: UInt64 = 0
  /// The entries that those walks read.
  public private(set) var references: UInt64 = 0
  /// The access that the last refusal was for, or the part of it that lies in the page that faulted.
  public private(set) var refused: MemoryAccess?
  /// Why it was refused.
  public private(set) var fault: PageFault?

  /// A handler that counts from zero.
  public init(walker: PageWalker<X86Long4>) { self.walker = walker }

  /// Walks as a program in user mode.
  @inline(__always)
  public mutating func handleMiss(_ access: MemoryAccess) -> Bool {
    var counter = ReferenceCounter()
    switch walker.walk(access.gva, GuestAccess(access.kind, .user), observer: &counter) {
    case .mapped:
      walks &+= 1
      references &+= counter.count
      return true
    case .fault(let fault):
      refused = access
      self.fault = fault
      return false
    }
  }

  /// Stops at what concerns the owner of the tables (``EventStop``).
  public mutating func handleEvent(_ event: MemoryAccess.Event) -> Bool { events.passes(event) }

  /// Goes on in another address space.
  public mutating func switchSpace(to root: GPA) { walker.root = root }

  /// Has the leaf entry that the access may be walked by on its way.
  @inline(__always)
  public func expect(_ access: MemoryAccess) { walker.prefetchLeafEntry(for: access.gva) }
}
