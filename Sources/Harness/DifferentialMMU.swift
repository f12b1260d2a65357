import MMUCore
import MMUReference
import Workload

/// Compares ``NativeMMU`` with ``ReferenceMMU``: the same accesses, edits of page tables, invalidations and switches.
///
/// Stale entries are part of the comparison: an edit is not always followed by the invalidation that it needs, and both
/// must then show the same stale translation.
public struct DifferentialMMU: DifferentialEpoch {
  /// An address and what the guest mostly does there.
  private struct Habit {
    var gva: GVA
    var access: GuestAccess

    init(_ shape: TableShape, _ random: inout SplitMix64) {
      gva = shape.address(&random)
      access = random.pick(GuestAccess.everyClass)
    }
  }

  private(set) var report: DifferentialReport
  private var random: SplitMix64
  private let tables: RandomTables
  private let slots: RandomSlots
  private let tlbStorage: MappedBuffer
  private var core: NativeMMU<X86Long4, DirectMappedTLB>
  private var reference: ReferenceMMU
  /// What the guest does; habits that reach no memory give way to others, so that most of them hit.
  private var workingSet: [Habit]
  /// The habit that the guest follows at present.
  private var choice = 0
  /// The root of each address space.
  private var rootOfSpace: [Int]
  /// Makes the reference forget every invalidation of one page, to prove that the comparison would notice.
  private var isDeafToInvalidations = false

  private static let spaces = [ASID(0), ASID(1), ASID(2), ASID(4095)]

  /// Compares so many accesses.
  public static func run(seed: UInt64, accesses: Int, progress: (Int) -> Void = { _ in }) -> DifferentialReport {
    run(.mmu, seed: seed, accesses: accesses, epochLength: 8192, progress: progress) { _ in }
  }

  /// Compares with a reference that does not hear INVLPG.
  package static func runDeafToInvalidations(seed: UInt64, accesses: Int) -> DifferentialReport {
    run(.mmu, seed: seed, accesses: accesses, epochLength: 8192, progress: { _ in }) {
      $0.isDeafToInvalidations = true
    }
  }

  init(seed: UInt64) {
    report = DifferentialReport(subject: .mmu, seed: seed)
    var random = SplitMix64(seed: seed)
    let tables = RandomTables(leafAddressBits: 32, &random)
    slots = RandomSlots(&random)
    let capacity = 1 << random.below(9)
    guard let storage = MappedBuffer(byteCount: capacity * MemoryLayout<TLBEntry>.stride) else {
      fatalError("no host memory left")
    }
    tlbStorage = storage
    let configuration = X86Configuration.random(&random)
    let root = tables.shape.root(0)
    core = NativeMMU(
      tlb: DirectMappedTLB(storage: storage.bound(to: TLBEntry.self, count: capacity)),
      walker: PageWalker(memory: tables.twin.core, root: root, rules: configuration.rules), slots: slots.slots)
    reference = ReferenceMMU(
      tlb: ReferenceTLB(capacity: capacity),
      walker: ReferenceX86Long(memory: tables.twin.reference, root: root, configuration: configuration),
      slots: slots.list, asid: ASID(0))
    workingSet = (0..<16).map { _ in Habit(tables.shape, &random) }
    rootOfSpace = Self.spaces.indices.map { $0 % TableShape.rootCount }
    self.tables = tables
    self.random = random
  }

  mutating func run(accesses: Int) {
    while report.accesses < accesses && report.disagreement == nil {
      if random.oneIn(32) { change() }
      compareOne()
      if report.accesses % 512 == 0 { compareMemories() }
    }
    compareMemories()
  }

  private mutating func compareMemories() {
    if let difference = tables.twin.difference { report.disagree(difference) }
  }

  private mutating func compareOne() {
    if random.oneIn(3) { choice = random.below(workingSet.count) }
    let gva = address(near: workingSet[choice].gva)
    let access = random.oneIn(8) ? random.pick(GuestAccess.everyClass) : workingSet[choice].access
    let isHit = core.tlb.lookup(gva, access, asid: core.asid) != nil
    let outcome = core.access(gva, access)
    let expected = reference.access(gva, access)
    count(outcome, isHit: isHit)
    if !outcome.reachesMemory, random.oneIn(4) { workingSet[choice] = Habit(tables.shape, &random) }
    guard outcome != expected.outcome || isHit != expected.wasHit else { return }
    let question = "\(access.text) at \(gva.hexadecimal), ASID \(core.asid.rawValue)"
    report.disagree("\(question): core \(outcome), \(isHit ? "hit" : "miss"), reference \(expected)")
  }

  private mutating func count(_ outcome: AccessOutcome, isHit: Bool) {
    report.accesses += 1
    report.hits += isHit ? 1 : 0
    switch outcome {
    case .fault(let fault): report.faults[fault.reason, default: 0] += 1
    case .memory, .device: report.translated += 1
    }
  }

  /// The same address again, or another of its page.
  private mutating func address(near gva: GVA) -> GVA {
    random.oneIn(2) ? gva : GVA(gva.rawValue ^ random.next() & 0xFFF)
  }

  // MARK: Changes between accesses

  private mutating func change() {
    report.changes += 1
    switch random.below(32) {
    case 0..<12: editTables()
    case 12..<18: switchSpace()
    case 18..<24: invalidate(random.pick(workingSet).gva, asid: random.pick(Self.spaces))
    case 24..<26: reuseSpace()
    case 26, 27: flush(asid: random.pick(Self.spaces))
    case 28: flushNonGlobal()
    case 29: flushAll()
    default: changeControls()
    }
  }

  /// Edits an entry; the guest then invalidates a page, an address space or all, or forgets to.
  private mutating func editTables() {
    tables.edit(&random)
    switch random.below(4) {
    case 0: invalidate(random.pick(workingSet).gva, asid: core.asid)
    case 1: flush(asid: core.asid)
    case 2: flushAll()
    default: break
    }
  }

  private mutating func switchSpace() {
    let number = random.below(Self.spaces.count)
    core.asid = Self.spaces[number]
    reference.asid = Self.spaces[number]
    setRoot(rootOfSpace[number])
  }

  /// Gives the number of an address space to another one, as an operating system that runs out of them does.
  private mutating func reuseSpace() {
    let number = random.below(Self.spaces.count)
    rootOfSpace[number] = random.below(TableShape.rootCount)
    flush(asid: Self.spaces[number])
    if core.asid == Self.spaces[number] { setRoot(rootOfSpace[number]) }
  }

  private mutating func setRoot(_ number: Int) {
    core.walker.root = tables.shape.root(number)
    reference.walker.root = tables.shape.root(number)
  }

  private mutating func changeControls() {
    let configuration = X86Configuration.random(&random)
    core.walker.rules = configuration.rules
    reference.walker.configuration = configuration
    flushAll()
  }

  private mutating func invalidate(_ gva: GVA, asid: ASID) {
    core.tlb.invalidate(gva, asid: asid)
    if !isDeafToInvalidations { reference.tlb.invalidate(gva, asid: asid) }
  }

  private mutating func flush(asid: ASID) {
    core.tlb.flush(asid: asid)
    reference.tlb.flush(asid: asid)
  }

  private mutating func flushNonGlobal() {
    core.tlb.flushNonGlobal()
    reference.tlb.flushNonGlobal()
  }

  private mutating func flushAll() {
    core.tlb.flushAll()
    reference.tlb.flushAll()
  }
}

extension AccessOutcome {
  fileprivate var reachesMemory: Bool {
    if case .memory = self { true } else { false }
  }
}
