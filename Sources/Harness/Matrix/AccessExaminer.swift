import MMUCore
import MMUReference
import Workload

/// Examines cases of the access matrix: rules, reference, the core's walker, its TLBs and its MMU must be of one mind.
struct AccessExaminer<Format: X86Format>: MatrixWorker
where Format.Input == GuestVirtual, Format.Output == GuestPhysical, Format.Root == GPA {
  private(set) var tally = MatrixTally()
  private let machine: MatrixMachine
  private let space: AccessSpace
  private let tables: AccessTables
  private var twin: PagingTwin<Format, ReferenceX86Long>
  private var tlbs = MatrixTLBs()
  private let storage: MappedBuffer
  private var mmu: NativeMMU<Format, DirectMappedTLB>
  private var access = GuestAccess(.load, .supervisor)
  private var configuration = X86Configuration(controls: .none)
  private let gva = AccessTables.gva

  init(_ machine: MatrixMachine, _ space: AccessSpace) {
    self.machine = machine
    self.space = space
    tables = AccessTables(levels: machine.levels)
    twin = PagingTwin(frameCount: tables.frameCount, Self.setup(tables, configuration))
    guard let storage = MappedBuffer(byteCount: 4096) else { fatalError("no host memory left") }
    self.storage = storage
    mmu = NativeMMU(
      tlb: DirectMappedTLB(storage: storage.bound(to: TLBEntry.self, count: 4)), walker: twin.core,
      slots: Self.slots(storage))
  }

  /// All of guest memory, above ``MatrixTLBs/hostOffset`` on the host.
  private static func slots(_ storage: MappedBuffer) -> MemorySlots {
    let rest = UnsafeMutableRawBufferPointer(rebasing: storage.bytes.dropFirst(2048))
    let room = UnsafeMutableBufferPointer(rebasing: rest.bindMemory(to: MemorySlot.self).prefix(1))
    var slots = MemorySlots(storage: room)
    let slot = MemorySlot(
      firstGuestFrame: GFN(0), firstHostFrame: HFN(MatrixTLBs.hostOffset >> 12), frameCount: 1 << 20)
    precondition(slots.insert(slot) == nil, "one slot fits")
    return slots
  }

  private static func setup(
    _ tables: AccessTables, _ configuration: X86Configuration
  ) -> WalkSetup<Format, ReferenceX86Long> {
    let root = GPA(tables.root)
    return WalkSetup(name: configuration.description, root: root, rules: configuration.rules) { memory in
      ReferenceX86Long(memory: memory, root: root, levels: tables.levels, configuration: configuration)
    }
  }

  mutating func examine(chunk: Int) {
    var flags = space.first(of: chunk)
    let before = tally.cases
    begin(flags)
    while true {
      if flags.isLegal, let problem = examine(flags) {
        tally.disagree("\(flags.text) (case 0x\(String(flags.rawValue, radix: 16))): \(problem)", chunk: chunk)
        return
      }
      guard let next = space.next(after: flags) else { break }
      flags = next
    }
    // Some chunks have no legal case.
    if tally.cases > before, let problem = compareUpperEntries(flags) {
      tally.disagree("\(flags.text): \(problem)", chunk: chunk)
    }
  }

  /// Puts a chunk's controls in force.
  private mutating func begin(_ flags: AccessFlags) {
    configuration = AccessTables.configuration(flags, machine)
    access = AccessTables.access(flags)
    twin.configure(Self.setup(tables, configuration))
    for entry in tables.upperEntries(flags) { twin.store(entry) }
    mmu.walker = twin.core
    // Entries hold what the controls before have permitted.
    mmu.tlb.flushAll()
  }

  /// Answers what is wrong with a case, or `nil`.
  @inline(__always)
  private mutating func examine(_ flags: AccessFlags) -> String? {
    let pte = MatrixEntry(place: tables.place(at: 1), value: tables.pte(flags))
    let pde = MatrixEntry(place: tables.place(at: 2), value: tables.pde(flags))
    let expected = AccessOracle.predict(flags, pte: pte.value, pde: pde.value)
    tally.count(expected, of: flags)
    twin.store(pte)
    twin.store(pde)
    tlbs.leaveStaleAndInvalidate(gva)
    if !tlbs.isCold(gva, access) { return "a TLB answers after the invalidation" }
    let isTwice = flags.contains(.twice)
    if isTwice, !walkBoth(GuestAccess(.load, .supervisor)) { return "core and reference differ at the first access" }
    let outcome = twin.core.walk(gva, access)
    let wanted = twin.reference.walk(gva, access)
    guard PagingTwin<Format, ReferenceX86Long>.agree(outcome, wanted) else {
      return "core \(outcome), reference \(wanted)"
    }
    if let problem = check(outcome, expected) ?? checkEntries(expected) { return problem }
    twin.storeInCore(pte)
    twin.storeInCore(pde)
    return accessMMU(isTwice, outcome) ?? checkEntries(expected)
  }

  private func walkBoth(_ access: GuestAccess) -> Bool {
    PagingTwin<Format, ReferenceX86Long>.agree(twin.core.walk(gva, access), twin.reference.walk(gva, access))
  }

  /// Compares an outcome with the prediction, and the TLBs with the outcome.
  @inline(__always)
  private mutating func check(_ outcome: WalkOutcome<GuestPhysical>, _ expected: AccessPrediction) -> String? {
    switch outcome {
    case .mapped(let translation):
      if expected.isFault { return "no fault, where the rules expect \(Self.name(expected.errorCode))" }
      if translation.address != GPA(AccessTables.page) { return "translated to \(translation.address.hexadecimal)" }
      return tlbs.isRightWarm(gva, translation) ? nil : "a TLB filled with \(translation) answers wrongly"
    case .fault(let fault):
      let told = X86Exception(fault, gva: gva, access: access, controls: configuration.controls)
      let code = X86PageFaultCode(rawValue: expected.errorCode)
      let isExpected = expected.isFault && told == .pageFault(errorCode: code, cr2: gva)
      let isReference = told == twin.reference.exception(for: fault, gva, access)
      if isExpected && isReference { return nil }
      let rules = expected.isFault ? Self.name(expected.errorCode) : "no fault"
      return "core \(told), reference \(twin.reference.exception(for: fault, gva, access)), rules \(rules)"
    }
  }

  /// Compares what both memories hold with the prediction.
  @inline(__always)
  private func checkEntries(_ expected: AccessPrediction) -> String? {
    let (ptePlace, pdePlace) = (tables.place(at: 1), tables.place(at: 2))
    let (pte, pde) = (twin.coreEntry(at: ptePlace), twin.coreEntry(at: pdePlace))
    let ignored: UInt64 = expected.ignoresAccessedOfPDE ? 1 << 5 : 0
    let isExpected = pte == expected.pte && (pde ^ expected.pde) & ~ignored == 0
    if isExpected && pte == twin.referenceEntry(at: ptePlace) && pde == twin.referenceEntry(at: pdePlace) { return nil }
    let ptes = [pte, twin.referenceEntry(at: ptePlace), expected.pte].map(\.hexadecimal).joined(separator: ", ")
    let pdes = [pde, twin.referenceEntry(at: pdePlace), expected.pde].map(\.hexadecimal).joined(separator: ", ")
    return "entries afterwards (core, reference, rules): PTE \(ptes); PDE \(pdes)"
  }

  /// Sends the access through the whole MMU, whose TLB holds what the case before left; INVLPG first, as after any edit.
  @inline(__always)
  private mutating func accessMMU(_ isTwice: Bool, _ outcome: WalkOutcome<GuestPhysical>) -> String? {
    mmu.tlb.invalidate(gva, asid: mmu.asid)
    if isTwice { _ = mmu.access(gva, GuestAccess(.load, .supervisor)) }
    let reached = mmu.access(gva, access)
    let wanted: AccessOutcome
    switch outcome {
    case .mapped(let translation): wanted = .memory(HPA(translation.address.rawValue &+ MatrixTLBs.hostOffset))
    case .fault(let fault): wanted = .fault(fault)
    }
    return reached == wanted ? nil : "MMU \(reached), walker \(outcome)"
  }

  /// The entries above were used by some case of the chunk, and are written no further than that.
  private func compareUpperEntries(_ flags: AccessFlags) -> String? {
    for entry in tables.upperEntries(flags) {
      let held = (twin.coreEntry(at: entry.place), twin.referenceEntry(at: entry.place))
      if held.0 != entry.value | 1 << 5 || held.1 != held.0 {
        return "upper entry: core \(held.0.hexadecimal), reference \(held.1.hexadecimal)"
      }
    }
    return nil
  }

  private static func name(_ code: UInt32) -> String { "error code " + MatrixNames.errorCode(Int(code)) }
}
