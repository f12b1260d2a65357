import MMUCore
import Testing
import Workload

@Suite struct HardwareTLBTests {
  /// Two levels of the general model that do what a ``HardwareTLB`` says that it does.
  private struct Model {
    private var levels: [SetAssociativeTLB<UInt64>]
    private let words: [UnsafeMutableBufferPointer<UInt64>]

    init(_ geometries: [TLBGeometry]) {
      let words = geometries.flatMap { geometry in
        [geometry.wordCount, geometry.capacity].map { UnsafeMutableBufferPointer<UInt64>.allocate(capacity: $0) }
      }
      levels = geometries.indices.map {
        SetAssociativeTLB(geometries[$0], words: words[2 * $0], payloads: words[2 * $0 + 1])
      }
      self.words = words
    }

    func deallocate() { words.forEach { $0.deallocate() } }

    mutating func lookup(_ gva: GVA, _ asid: ASID) -> HPA? {
      var word = levels[0].lookup(gva, asid: asid)
      if word == nil, let found = levels[1].lookup(gva, asid: asid) {
        levels[0].insert(gva, Self.size(found), asid: asid, isGlobal: found & 1 << 8 != 0, payload: found)
        word = found
      }
      return word.map { HPA($0 & ~0xFFF | gva.offset(in: Self.size($0))) }
    }

    private static func size(_ word: UInt64) -> PageSize { PageSize(shift: UInt8(word & 0xFF)) }

    mutating func fill(_ gva: GVA, _ size: PageSize, _ asid: ASID, isGlobal: Bool, _ page: HPA) {
      let word = page.rawValue | UInt64(size.shift) | (isGlobal ? 1 << 8 : 0)
      each { $0.insert(gva, size, asid: asid, isGlobal: isGlobal, payload: word) }
    }

    mutating func each(_ body: (inout SetAssociativeTLB<UInt64>) -> Void) {
      for index in levels.indices { body(&levels[index]) }
    }
  }

  private static let shapes = [
    [TLBGeometry(sets: 16, ways: 4), TLBGeometry(sets: 128, ways: 12)],
    [TLBGeometry(sets: 2, ways: 2), TLBGeometry(sets: 4, ways: 3, foldsIndex: true)],
    [TLBGeometry(sets: 1, ways: 1), TLBGeometry(sets: 1, ways: 9)],
    [TLBGeometry(sets: 4, ways: 5), TLBGeometry(sets: 1, ways: 64)],
  ]

  /// Mostly pages of 4 KiB that are not global, as programs have them, and phases without any others.
  @Test(arguments: 0..<12 as Range<UInt64>) func itAnswersWhatTheGeneralModelAnswers(_ seed: UInt64) {
    let shape = Self.shapes[Int(seed) % Self.shapes.count]
    let words = UnsafeMutableBufferPointer<UInt64>.allocate(capacity: HardwareTLB.wordCount(shape[0], shape[1]))
    var (tlb, model) = (HardwareTLB(shape[0], shape[1], words: words), Model(shape))
    defer {
      words.deallocate()
      model.deallocate()
    }
    var random = RandomGenerator(seed: seed)
    var hits = 0
    let pages = UInt64(2 * shape[1].capacity)
    for step in 0..<40_000 as Range<UInt64> {
      let isMixed = step / 4000 % 2 == 0
      let size = isMixed && random.next() % 8 == 0 ? Self.sizes[Int(random.next() % 4)] : .kib4
      let isGlobal = isMixed && random.next() % 8 == 0
      let asid = ASID(UInt16(random.next() % 3))
      let gva = GVA(0x7000_0000_0000 + (random.next() % pages) << 12 + random.next() % 4096)
      switch random.next() % (isMixed ? 64 : 1024) {
      case 0: drop(gva, asid, random.next() % 6, &tlb, &model)
      default:
        let (seen, expected) = (tlb.lookup(gva, GuestAccess(.load, .user), asid: asid), model.lookup(gva, asid))
        guard seen == expected else {
          Issue.record("step \(step): \(seen as HPA?) at \(gva), not \(expected as HPA?)")
          return
        }
        hits += seen == nil ? 0 : 1
        // A page that is there already is filled again now and then, with another frame.
        guard seen == nil || random.next() % 16 == 0 else { continue }
        let page = HPA((step + 1) << 12).aligned(to: size)
        tlb.fill(gva, Self.translation(page, size, isGlobal), hpa: page, isHostReadOnly: false, asid: asid)
        model.fill(gva, size, asid, isGlobal: isGlobal, page)
      }
    }
    #expect(hits > 1000)
  }

  /// The last is Sv57's largest.
  private static let sizes = [PageSize(shift: 16), .mib2, .gib1, PageSize(shift: 48)]

  private static func translation(_ page: HPA, _ size: PageSize, _ isGlobal: Bool) -> Translation<HostPhysical> {
    Translation(
      address: page, pageSize: size, rights: AccessRights(rawValue: 7), permitted: AccessClassSet(rawValue: 0xFF),
      isDirty: true, isGlobal: isGlobal)
  }

  private func drop(_ gva: GVA, _ asid: ASID, _ way: UInt64, _ tlb: inout HardwareTLB, _ model: inout Model) {
    switch way {
    case 0:
      tlb.invalidate(gva, asid: asid)
      model.each { $0.invalidate(gva, asid: asid) }
    case 1:
      tlb.invalidateNonGlobal(gva, asid: asid)
      model.each { $0.invalidateNonGlobal(gva, asid: asid) }
    case 2:
      tlb.invalidate(gva)
      model.each { $0.invalidate(gva) }
    case 3:
      tlb.flush(asid: asid)
      model.each { $0.flush(asid: asid) }
    case 4:
      tlb.flushNonGlobal()
      model.each { $0.flushNonGlobal() }
    default:
      tlb.flushAll()
      model.each { $0.flushAll() }
    }
  }
}
