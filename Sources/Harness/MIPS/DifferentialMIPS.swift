import MMUCore
import MMUReference
import Workload

/// Compares ``MIPSTLB`` with a reference: entries written by index and at random, probes, and accesses.
///
/// An epoch ends where an address matches several entries: both TLBs shut down, as the hardware does.
struct DifferentialMIPS<Subject: MIPSSubject>: DifferentialEpoch {
  private(set) var report: DifferentialReport
  private var random: SplitMix64
  private let storage: MappedBuffer
  private var core: MIPSTLB<Subject.Format>
  private var reference = Subject()
  private var isShutDown = false

  /// Compares so many accesses.
  static func run(seed: UInt64, accesses: Int, progress: (Int) -> Void = { _ in }) -> DifferentialReport {
    run(.managedTLB(Subject.name), seed: seed, accesses: accesses, epochLength: 4096, progress: progress) { _ in }
  }

  init(seed: UInt64) {
    report = DifferentialReport(subject: .managedTLB(Subject.name), seed: seed)
    random = SplitMix64(seed: seed)
    guard let storage = MappedBuffer(byteCount: 4096) else { fatalError("no host memory left") }
    self.storage = storage
    core = MIPSTLB(storage: storage.bound(to: Subject.Format.Entry.self, count: Subject.Format.entryCount))
  }

  mutating func run(accesses: Int) {
    while report.accesses < accesses && report.disagreement == nil && !isShutDown {
      if random.oneIn(3) { change() }
      compareOne()
    }
  }

  private mutating func change() {
    report.changes += 1
    if random.oneIn(3) {
      core.tick()
      reference.tick()
    }
    if random.oneIn(64) {
      let wired = UInt32(random.below(64))
      core.setWired(wired)
      reference.setWired(wired)
    }
    let entry = Subject.entry(&random)
    // Entries seldom overlap if one that maps the same page is overwritten.
    let index = overlapping(entry) ?? (random.oneIn(2) ? random.below(Subject.Format.entryCount) : nil)
    if let index { core.write(entry, at: index) } else { core.writeRandom(entry) }
    reference.write(entry, at: index)
  }

  private func overlapping(_ entry: Subject.Format.Entry) -> Int? {
    (0..<core.count).first { index in
      guard let other = core.read(at: index) else { return false }
      return Subject.overlap(entry, other)
    }
  }

  private mutating func compareOne() {
    let gva = MIPSAddresses.any(&random)
    let asid = ASID(UInt16(random.below(3)))
    let kind = random.pick([AccessKind.load, .store, .fetch])
    let privilege = random.pick([Privilege.user, .supervisor])
    report.accesses += 1
    let found = core.translate(gva, kind, asid: asid, privilege == .user ? .user : .none)
    let expected = reference.translate(gva, GuestAccess(kind, privilege), asid: asid)
    if let difference = difference(found, expected) {
      report.disagree("\(privilege) \(kind) at \(gva.hexadecimal), ASID \(asid.rawValue): \(difference)")
    }
    count(found)
    if !isShutDown { compareProbe(gva, asid) }
  }

  private mutating func compareProbe(_ gva: GVA, _ asid: ASID) {
    let found = core.probe(gva, asid: asid)
    switch reference.probe(gva, asid: asid) {
    case .entry(let index) where found == index: break
    case .none where found == nil: break
    case .shutdown: isShutDown = true
    case let expected: report.disagree("probe of \(gva.hexadecimal): core \(found ?? -1), reference \(expected)")
    }
  }

  private mutating func count(_ outcome: MIPSOutcome) {
    switch outcome {
    case .mapped: report.translated += 1
    case .exception(let exception):
      if exception.cause == .multipleMatch { isShutDown = true }
      let reason: PageFault.Reason =
        exception.cause == .refill ? .notPresent : exception.cause == .addressError ? .nonCanonical : .protection
      report.faults[reason, default: 0] += 1
    }
  }

  private func difference(_ found: MIPSOutcome, _ expected: ReferenceMIPSOutcome) -> String? {
    let agrees =
      switch (found, expected) {
      case (.mapped(let translation), .mapped(let gpa, _)): translation.address == gpa
      case (.exception(let exception), .exception(let wanted)): agree(exception, wanted)
      case (.exception(let exception), .shutdown): exception.cause == .multipleMatch
      default: false
      }
    return agrees ? nil : "core \(found), reference \(expected)"
  }

  private func agree(_ found: MIPSException, _ wanted: ReferenceMIPSException) -> Bool {
    let causes: [MIPSException.Cause: ReferenceMIPSException.Reason] = [
      .refill: .refill, .invalid: .invalid, .modified: .modified, .addressError: .addressError,
    ]
    return causes[found.cause] == wanted.reason && found.code == wanted.code
      && found.badVAddr == wanted.badVirtualAddress && found.vector?.offset == wanted.vector - 0x8000_0000
  }
}
