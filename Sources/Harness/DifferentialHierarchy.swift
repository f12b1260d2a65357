import MMUCore
import MMUReference
import Workload

/// Compares ``TLBHierarchy`` with ``ReferenceHierarchy``: the same accesses must give the same counts.
public struct DifferentialHierarchy: DifferentialEpoch {
  private(set) var report: DifferentialReport
  private var random: SplitMix64
  private let storage: MappedBuffer
  private let pageSize: PageSize
  private var core: TLBHierarchy
  private var reference: ReferenceHierarchy
  private let addressLimit: UInt64
  private var position: UInt64 = 0
  /// Makes the reference miss the second part of accesses that cross a page, to prove that the comparison would notice.
  private var forgetsCrossings = false

  /// Compares so many accesses.
  public static func run(seed: UInt64, accesses: Int, progress: (Int) -> Void = { _ in }) -> DifferentialReport {
    run(.hierarchy, seed: seed, accesses: accesses, epochLength: 16_384, progress: progress) { _ in }
  }

  /// Compares with a reference that takes no notice of page crossings.
  package static func runForgettingCrossings(seed: UInt64, accesses: Int) -> DifferentialReport {
    run(.hierarchy, seed: seed, accesses: accesses, epochLength: 16_384, progress: { _ in }) {
      $0.forgetsCrossings = true
    }
  }

  init(seed: UInt64) {
    report = DifferentialReport(subject: .hierarchy, seed: seed)
    var random = SplitMix64(seed: seed)
    let shapes = (0..<3).map { _ in TLBGeometry.random(&random) }
    let hasSecond = !random.oneIn(4)
    pageSize = random.pick([.kib4, .kib4, .mib2, .gib1])
    let asid = ASID(UInt16(random.below(4096)))
    var shape = TLBHierarchyShape(
      instruction: shapes[0], data: shapes[1], second: hasSecond ? shapes[2] : nil, pageSize: pageSize)
    shape.tagging = .asids
    guard let storage = MappedBuffer(byteCount: shape.wordCount * 8) else { fatalError("no host memory left") }
    self.storage = storage
    core = TLBHierarchy(shape, words: storage.bound(to: UInt64.self), seed: seed)
    core.apply(.switchSpace(asid))
    reference = ReferenceHierarchy(
      instruction: shapes[0], data: shapes[1], second: hasSecond ? shapes[2] : nil, pageSize: pageSize, seed: seed)
    addressLimit = UInt64(2 + random.below(2 * shapes[2].capacity)) * pageSize.byteCount
    self.random = random
  }

  mutating func run(accesses: Int) {
    while report.accesses < accesses && report.disagreement == nil {
      if random.oneIn(256) { flushAll() }
      compare(batchOf: 1 + random.below(min(64, accesses - report.accesses)))
    }
    report.hits = report.accesses - Int(core.counters.level2Misses.total)
  }

  private mutating func compare(batchOf count: Int) {
    let isDataOnly = random.oneIn(3)
    let batch = (0..<count).map { _ in access(isDataOnly: isDataOnly) }
    var handler = NoWalk()
    batch.withUnsafeBufferPointer { buffer in
      let done = isDataOnly ? core.runData(buffer, onMiss: &handler) : core.run(buffer, onMiss: &handler)
      if done != count { report.disagree("core stopped after \(done) of \(count) accesses") }
    }
    for access in batch { reference.access(forgetsCrossings ? MemoryAccess(access.kind, access.gva) : access) }
    report.accesses += count
    guard core.counters != reference.counters else { return }
    report.disagree("after a batch of \(count): core \(core.counters), reference \(reference.counters)")
  }

  /// Steps, repeats and jumps; some accesses cross a page.
  private mutating func access(isDataOnly: Bool) -> MemoryAccess {
    switch random.below(4) {
    case 0: position &+= 64
    case 1: position = random.next()
    case 2: position = random.next() % (8 * pageSize.byteCount)
    default: break
    }
    let half: UInt64 = random.oneIn(8) ? 0xFFFF_8000_0000_0000 : 0
    let edge: UInt64 = random.oneIn(16) ? 0xFFC : 0
    let kind: AccessKind = isDataOnly ? random.pick([.load, .store]) : random.pick([.load, .store, .fetch])
    return MemoryAccess(kind, GVA(position % addressLimit | half | edge), byteCount: 8)
  }

  private mutating func flushAll() {
    core.flushAll()
    reference.flushAll()
    report.changes += 1
  }
}
