/// What a technique did, counted exactly.
public struct TechniqueCounters: Equatable, Sendable, BitwiseCopyable {
  /// Accesses made, the kernel's to its tables included.
  public var accesses: UInt64 = 0
  /// Accesses that the processor's TLB did not answer.
  public var tlbMisses: UInt64 = 0
  /// Walks by hardware that found a translation.
  public var walks: UInt64 = 0
  /// Entries that those walks read, of the tables that hardware begins with.
  public var references: UInt64 = 0
  /// Entries of the second stage that those walks read.
  public var hostReferences: UInt64 = 0
  /// Entries that the monitor read or wrote in software.
  public var monitorReferences: UInt64 = 0
  /// Those of them that found nothing, in a table that was checked or let go of as a whole.
  public var absentReferences: UInt64 = 0
  /// Page faults that the guest's kernel handled.
  public var guestFaults: UInt64 = 0
  /// Lookups that the monitor's software TLB answered.
  public var softwareHits: UInt64 = 0
  /// Lookups that it did not.
  public var softwareMisses: UInt64 = 0
  /// Flushes of the processor's TLB beyond single pages.
  public var flushes: UInt64 = 0
  /// Exits by cause.
  public var exits = ExitCounts()
  /// What was done since monitor and guest do not know enough of each other.
  public var gap = GapCounters()

  /// All zero.
  public init() {}

  /// Adds what another machine's technique did.
  public mutating func add(_ other: TechniqueCounters) {
    accesses &+= other.accesses
    tlbMisses &+= other.tlbMisses
    walks &+= other.walks
    references &+= other.references
    hostReferences &+= other.hostReferences
    monitorReferences &+= other.monitorReferences
    guestFaults &+= other.guestFaults
    softwareHits &+= other.softwareHits
    softwareMisses &+= other.softwareMisses
    flushes &+= other.flushes
    exits.add(other.exits)
  }
}
