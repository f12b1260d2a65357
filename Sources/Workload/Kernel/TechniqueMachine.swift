import MMUCore

/// A machine under a technique, and the memory that the technique lives in.
public final class TechniqueMachine<Technique: MMUTechnique>: GuestMachine where Technique.Guest.Root == GPA {
  /// The technique.
  public var technique: Technique
  /// What must live as long as the technique.
  private let owned: AnyObject

  /// A machine.
  public init(_ technique: Technique, owning owned: AnyObject) {
    self.technique = technique
    self.owned = owned
  }

  public var counters: TechniqueCounters { technique.counters }
  public var monitorFrames: UInt64 { technique.monitorFrames }
  public func run(_ accesses: UnsafeBufferPointer<MemoryAccess>) -> Int { technique.run(accesses) }
  public func access(_ gva: GVA, _ access: GuestAccess) -> AccessOutcome { technique.access(gva, access) }
  public func storeEntry(_ entry: UInt64, at place: GPA, by gva: GVA) -> AccessOutcome {
    technique.storeEntry(entry, at: place, by: gva)
  }
  public var mapsTablesReadOnly: Bool { technique.mapsTablesReadOnly }
  public func beginUpdates() { technique.beginUpdates() }
  public func endUpdates() { technique.endUpdates() }
  public func willUse(root: GPA) -> Bool { technique.willUse(root: root) }
  public func willRelease(root: GPA) { technique.willRelease(root: root) }
  public func loadRoot(_ root: GPA, asid: ASID, keepsTranslations: Bool) {
    technique.loadRoot(root, asid: asid, keepsTranslations: keepsTranslations)
  }
  public func invalidate(_ gva: GVA) { technique.invalidate(gva) }
  public func flushSpace(_ asid: ASID) { technique.flushSpace(asid) }
  public func flushAll() { technique.flushAll() }
  public func enterKernel(_ entry: KernelEntry) { technique.enterKernel(entry) }
  public func leaveKernel() { technique.leaveKernel() }
  public func idle() { technique.idle() }
}
