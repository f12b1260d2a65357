import MMUCore
import MMUReference
import Workload

/// Compares ``NestedWalker`` with ``ReferenceNestedWalker``: a guest's random tables, in a memory that a second stage maps
/// page by page, with random damage to the second stage's entries.
struct DifferentialNested<Guest: FormatSubject, Host: SecondStageSubject>: DifferentialEpoch
where Guest.Format.Input == GuestVirtual, Guest.Format.Output == GuestPhysical {
  private(set) var report: DifferentialReport
  private var random: SplitMix64
  private let guest: FormatTables<Guest>
  private let machine: TwinMemory<HostPhysical>
  /// Where the guest's memory begins on the machine; the second stage's tables lie before it.
  private let guestStart: UInt64
  private let core: NestedWalker<Guest.Format, Host.Format>
  private let reference: ReferenceNestedWalker<Guest.Reference, Host.Reference>

  static var name: String { "\(Guest.name)-on-\(Host.name)" }

  /// Compares so many walks.
  static func run(seed: UInt64, accesses: Int, progress: (Int) -> Void = { _ in }) -> DifferentialReport {
    run(.nested(name), seed: seed, accesses: accesses, epochLength: 4096, progress: progress) { _ in }
  }

  init(seed: UInt64) {
    report = DifferentialReport(subject: .nested(Self.name), seed: seed)
    var random = SplitMix64(seed: seed)
    let subject = Host(&random)
    let guestSubject = Guest(&random)
    let guest = FormatTables(guestSubject, pageBits: 19, &random)
    guestStart = 64 * max(4096, Host.tableBytes, subject.rootBytes)
    let frames = guestStart / 4096 + guest.twin.core.frameCount
    guard let machine = TwinMemory<HostPhysical>(frameCount: Int(frames)) else { fatalError("no host memory left") }
    let root = Self.map(guest.twin.core, at: guestStart, in: machine, subject)
    let stage2 = PageWalker<Host.Format>(
      memory: machine.core, root: subject.root([root, root, root, root]), rules: subject.rules)
    core = NestedWalker(root: guestSubject.root(guest.roots), rules: guestSubject.rules, stage2: stage2)
    reference = ReferenceNestedWalker(
      subject.reference(machine.reference, [root, root, root, root]), tableRead: subject.tableRead,
      hostAccess: subject.hostAccess
    ) { guestSubject.reference($0, guest.roots) }
    self.guest = guest
    self.machine = machine
    self.random = random
  }

  /// Copies the guest's memory to the machine and maps it, base page by base page; answers the second stage's root.
  private static func map(
    _ memory: GuestMemory, at start: UInt64, in machine: TwinMemory<HostPhysical>, _ subject: Host
  ) -> HPA {
    let pool = FramePool<HostPhysical>(
      first: HFN(0), end: HFN(start / 4096), returned: .init(start: nil, count: 0))
    guard var tables = PageTables<Host.Encoding>(memory: machine.core, pool: pool, rules: subject.rules) else {
      fatalError("no room for the second stage's root")
    }
    let page = Host.Format.basePageSize
    for offset in stride(from: 0, to: memory.byteCount, by: Int(page.byteCount)) {
      let refusal = tables.map(GPA(offset), to: HPA(start + offset), page, .userTouched)
      precondition(refusal == nil, "room for the second stage's tables")
    }
    for offset in stride(from: 0, to: start, by: 8) {
      machine.reference.setWord(machine.core.load(at: HPA(offset)) ?? 0, at: HPA(offset))
    }
    for offset in stride(from: 0, to: memory.byteCount, by: 8) {
      if let word = memory.load(at: GPA(offset)), word != 0 { machine.store(word, at: HPA(start + offset)) }
    }
    guard case .table(let root) = Host.Format.rootTable(tables.root, for: GPA(0), subject.rules) else { return HPA(0) }
    return root
  }

  mutating func run(accesses: Int) {
    while report.accesses < accesses && report.disagreement == nil {
      if random.oneIn(4) { editGuest() }
      if random.oneIn(16) { damageHost() }
      compareOne()
    }
    if let difference = machine.difference { report.disagree(difference) }
  }

  private mutating func editGuest() {
    let (entry, address) = guest.anyEntry(&random)
    machine.storeEntry(entry, at: HPA(guestStart + address.rawValue), Guest.Format.entrySize)
    report.changes += 1
  }

  /// Flips a bit of an entry of the second stage, or puts back one that was flipped.
  private mutating func damageHost() {
    let place = HPA(UInt64(random.below(Int(guestStart / 8))) * 8)
    guard let word = machine.core.load(at: place), word != 0 else { return }
    let bits: [UInt64] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 21, 51, 53, 54, 63]
    machine.store(word ^ 1 << random.pick(bits), at: place)
    report.changes += 1
  }

  private mutating func compareOne() {
    let gva = guest.address(&random)
    let access = random.pick(GuestAccess.everyClass)
    let found = core.walk(gva, access)
    let expected = reference.walk(gva, access)
    report.count(found)
    if ReferenceNestedResult(found) == expected { return }
    report.disagree("\(access.text) at \(gva.hexadecimal): core \(found), reference \(expected)")
  }
}

extension ReferenceNestedResult {
  /// The core's outcome in the reference's words.
  fileprivate init(_ outcome: NestedWalkOutcome) {
    switch outcome {
    case .mapped(let found): self = .mapped(ReferenceTranslation(found.guest), ReferenceTranslation(found.host))
    case .guestFault(let fault): self = .guestFault(fault)
    case .hostFault(let fault): self = .hostFault(fault.fault, fault.gpa, fault.cause)
    }
  }
}
