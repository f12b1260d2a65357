import MMUCore
import MMUReference
import Workload

/// Compares shadow paging of a format with the format's reference: random tables and accesses; the guest edits its tables by
/// trapped writes and flushes afterwards, so that nothing may be older than its tables.
struct DifferentialShadow<Subject: FormatSubject, Host: ShadowHostFormat, Policy: SyncPolicy>
where Subject.Format: ShadowedFormat, Subject.Reference.Input == GuestVirtual, Subject.Reference.Output == GuestPhysical
{
  /// Pages lie below 64 MiB, most of it memory.
  private static var slot: MemorySlot {
    MemorySlot(firstGuestFrame: GFN(0), firstHostFrame: HFN(1 << 20), frameCount: 0x3C00)
  }

  private var report: DifferentialReport
  /// Accesses that shadow tables served.
  private var servedCount = 0
  private var random: SplitMix64
  private let tables: FormatTables<Subject>
  private let reference: Subject.Reference
  private let buffers: ShadowBuffers
  private let processor: UnsafeMutableBufferPointer<ShadowMMU<Subject.Format, Host, Policy>.Processor>
  private var mmu: ShadowMMU<Subject.Format, Host, Policy>

  /// Compares so many accesses to one set of tables under one configuration.
  ///
  /// - Parameter hardware: what the host's processor makes of shadow entries.
  init(
    subject: Subject, hardware: Host.Rules, options: ShadowOptions, seed: UInt64, capacity: ShadowCapacity
  ) {
    random = SplitMix64(seed: seed)
    report = DifferentialReport(subject: .walk(Subject.name), seed: seed)
    tables = FormatTables(subject, pageBits: 26, &random)
    let roots = (0..<4).map { [tables] in tables.roots[$0] }
    reference = subject.reference(tables.twin.reference, roots)
    guard let buffers = ShadowBuffers(guestFrames: 1, capacity: capacity) else { fatalError("no host memory left") }
    self.buffers = buffers
    var pager = ShadowPager<Host, Policy>(
      guest: tables.twin.core, machine: buffers.machine, storage: buffers.storage, options: options)
    let refusal = pager.insertSlot(Self.slot)
    precondition(refusal == nil, "one slot fits")
    let shadow = ShadowProcessor<Host>(
      tlb: buffers.tlb(entries: 64), roots: buffers.rootStorage(), rules: hardware, format: Subject.Format.code,
      mode: .none)
    processor = .allocate(capacity: 1)
    processor.initialize(repeating: .init(walker: tables.walker(roots), shadow: shadow))
    mmu = ShadowMMU(pager: pager, processors: processor)
    if !mmu.loadRoot(processor[0].walker.root) { report.disagree("no room for a root") }
  }

  mutating func run(accesses: Int) -> DifferentialReport {
    while report.accesses < accesses && report.disagreement == nil {
      if random.oneIn(6) { edit() }
      compareOne()
      if random.oneIn(64), let violation = mmu.checkInvariants() {
        report.disagree("\(violation) under \(tables.subject), \(Policy.name)")
      }
    }
    if let difference = tables.twin.difference { report.disagree(difference) }
    if report.translated > 100 && servedCount == 0 { report.disagree("every access was emulated, \(Policy.name)") }
    processor.deallocate()
    return report
  }

  /// The guest writes an entry, and flushes.
  private mutating func edit() {
    report.changes += 1
    let (entry, address) = tables.anyEntry(&random)
    tables.twin.storeEntry(entry, at: address, Subject.Format.entrySize)
    mmu.write(entry, byteCount: Int(Subject.Format.entrySize.rawValue), at: address)
    mmu.flushAllSpaces()
  }

  private mutating func compareOne() {
    let gva = tables.address(&random)
    let access = random.pick(GuestAccess.everyClass)
    let expected = reference.walk(gva, access)
    var outcome = mmu.access(gva, access)
    // A walk that marks a table which leads to itself has changed what it read: the guest makes the access again, once.
    if outcome == .retry { outcome = mmu.access(gva, access) }
    report.accesses += 1
    guard !agree(outcome, expected, access) else { return }
    report.disagree(
      "\(access.text) at \(gva.hexadecimal): shadow \(outcome), reference \(expected) under \(tables.subject), \(Policy.name)"
    )
  }

  private mutating func agree(
    _ outcome: ShadowOutcome, _ expected: ReferenceWalkResult<GuestPhysical>, _ access: GuestAccess
  ) -> Bool {
    switch expected {
    case .fault(let fault):
      report.faults[fault.reason, default: 0] += 1
      return outcome == .fault(fault)
    case .mapped(let translation):
      report.translated += 1
      let gpa = translation.address
      guard gpa.frame.rawValue < Self.slot.frameCount else { return outcome == .device(gpa) }
      let hpa = HPA(gpa.rawValue + Self.slot.firstHostFrame.address.rawValue)
      if outcome == .memory(hpa) { servedCount += 1 }
      return switch outcome {
      case .memory(hpa), .emulateAccess(hpa): true
      case .emulateWrite(gpa): access.isStore
      default: false
      }
    }
  }
}
