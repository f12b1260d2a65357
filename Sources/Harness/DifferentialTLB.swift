import MMUCore
import MMUReference
import Workload

/// Compares ``SetAssociativeTLB`` with ``ReferenceSetAssociativeTLB``: every policy, mixed page sizes, address spaces,
/// global pages and all invalidations.
public struct DifferentialTLB: DifferentialEpoch {
  /// A page that the run uses.
  private struct Page {
    var gva: GVA
    var size: PageSize
    var asid: ASID
    var isGlobal: Bool
  }

  private(set) var report: DifferentialReport
  private var random: SplitMix64
  private let geometry: TLBGeometry
  private let storage: TLBStorage<UInt64>
  private var core: SetAssociativeTLB<UInt64>
  private var reference: ReferenceSetAssociativeTLB
  private let pages: [Page]

  /// Compares so many lookups.
  public static func run(seed: UInt64, accesses: Int, progress: (Int) -> Void = { _ in }) -> DifferentialReport {
    run(.tlb, seed: seed, accesses: accesses, epochLength: 16_384, progress: progress) { _ in }
  }

  /// Compares with a reference of another shape.
  package static func run(
    seed: UInt64, accesses: Int, distortion: (TLBGeometry) -> TLBGeometry
  ) -> DifferentialReport {
    run(.tlb, seed: seed, accesses: accesses, epochLength: 16_384, progress: { _ in }) { epoch in
      epoch.reference = ReferenceSetAssociativeTLB(distortion(epoch.geometry), seed: epoch.report.seed)
    }
  }

  init(seed: UInt64) {
    report = DifferentialReport(subject: .tlb, seed: seed)
    var random = SplitMix64(seed: seed)
    geometry = TLBGeometry.random(&random)
    storage = TLBStorage(geometry)
    core = storage.makeTLB(seed: seed)
    reference = ReferenceSetAssociativeTLB(geometry, seed: seed)
    let pageCount = 2 + random.below(2 * geometry.capacity)
    pages = (0..<pageCount).map { _ in Self.page(&random) }
    self.random = random
  }

  mutating func run(accesses: Int) {
    while report.accesses < accesses && report.disagreement == nil {
      if random.oneIn(128) { change() }
      compareOne()
    }
  }

  /// Clustered pages, so that sizes overlap and sets fill; in the upper half of the space as well.
  private static func page(_ random: inout SplitMix64) -> Page {
    let size = random.oneIn(2) ? PageSize.kib4 : random.pick([.mib2, .gib1])
    let number = UInt64(random.below(1 << (2 + random.below(10))))
    let half: UInt64 = random.oneIn(3) ? 0xFFFF_8000_0000_0000 : 0
    return Page(
      gva: GVA(number * size.byteCount + half), size: size, asid: ASID(UInt16(random.below(4))),
      isGlobal: random.oneIn(6))
  }

  /// Looks a page up and inserts it if it is missing, now and then even if it is not.
  private mutating func compareOne() {
    let page = random.pick(pages)
    let gva = GVA(page.gva.rawValue + random.next() % page.size.byteCount)
    let asid = page.isGlobal ? ASID(UInt16(random.below(5))) : page.asid
    let found = core.lookup(gva, asid: asid)
    let expected = reference.lookup(gva, asid: asid)
    report.accesses += 1
    report.hits += found == nil ? 0 : 1
    if found != expected {
      let question = "\(geometry), \(page.size), \(gva.hexadecimal), ASID \(asid.rawValue)"
      report.disagree("\(question): core \(String(describing: found)), reference \(String(describing: expected))")
    }
    if found == nil || random.oneIn(16) { insert(page, gva) }
  }

  private mutating func insert(_ page: Page, _ gva: GVA) {
    let payload = random.next()
    core.insert(gva, page.size, asid: page.asid, isGlobal: page.isGlobal, payload: payload)
    reference.insert(gva, page.size, asid: page.asid, isGlobal: page.isGlobal, payload: payload)
  }

  private mutating func change() {
    report.changes += 1
    let page = random.pick(pages)
    switch random.below(32) {
    case 0:
      core.flushAll()
      reference.flushAll()
    case 1, 2:
      core.flushNonGlobal()
      reference.flushNonGlobal()
    case 3..<8:
      core.flush(asid: page.asid)
      reference.flush(asid: page.asid)
    default:
      core.invalidate(page.gva, asid: page.asid)
      reference.invalidate(page.gva, asid: page.asid)
    }
  }
}
