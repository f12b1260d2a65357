import MMUCore
import MMUReference
import Workload

/// The core's TLBs beside a walk: before it they must not know the page, after it they must say what the walk said.
///
/// They are filled with whatever the walker's format translates; only its numbers count here.
struct MatrixTLBs {
  /// Where the walk's output addresses lie on the host.
  static let hostOffset: UInt64 = 1 << 44
  private static let asid = ASID(5)
  private static let otherASID = ASID(6)

  private let storage: MappedBuffer
  private let associativeStorage: TLBStorage<UInt64>
  private var direct: DirectMappedTLB
  private var associative: SetAssociativeTLB<UInt64>
  private let everyClass = GuestAccess.everyClass
  private var round = 0
  private var latest = GVA(0)

  init() {
    guard let storage = MappedBuffer(byteCount: 4 * MemoryLayout<TLBEntry>.stride) else {
      fatalError("no host memory left")
    }
    self.storage = storage
    associativeStorage = TLBStorage(TLBGeometry(sets: 2, ways: 2))
    direct = DirectMappedTLB(storage: storage.bound(to: TLBEntry.self, count: 4))
    associative = associativeStorage.makeTLB()
  }

  // MARK: Stale and cold

  /// Fills what other tables might have left: everything permitted, elsewhere, dirty. Then invalidates it, each time in
  /// another of the ways that are right for it.
  mutating func leaveStaleAndInvalidate(_ gva: GVA) {
    round &+= 1
    invalidate(latest)
    latest = gva
    // INVLPG and a flush of everything also drop what is global; the other two do not, and it is not.
    let isGlobal = round & 1 == 0 && round & 4 != 0
    let size = Self.staleSizes[round >> 3 & 3]
    fill(gva, size, .all, isDirty: true, isGlobal: isGlobal, hpa: HPA(gva.rawValue & 0xFFF | 0x7000))
    switch round & 3 {
    case 0: invalidate(gva)
    case 1: flush(asid: Self.asid)
    case 2: flushAll()
    default: flushNonGlobal()
    }
  }

  private static let staleSizes: [PageSize] = [.kib4, .mib2, .kib4, .gib1]

  /// Whether neither knows the page.
  func isCold(_ gva: GVA, _ access: GuestAccess) -> Bool {
    var associative = associative
    return direct.lookup(gva, access, asid: Self.asid) == nil && associative.lookup(gva, asid: Self.asid) == nil
  }

  // MARK: Warm

  /// Fills a translation, and answers whether the TLBs then permit every class of access that they should, at the right
  /// address, and to the right address spaces.
  mutating func isRightWarm<Space: AddressSpace>(_ gva: GVA, _ translation: Translation<Space>) -> Bool {
    let hpa = HPA(translation.address.rawValue &+ Self.hostOffset)
    fill(
      gva, translation.pageSize, translation.permitted, isDirty: translation.isDirty, isGlobal: translation.isGlobal,
      hpa: hpa)
    let hits = translation.isDirty ? translation.permitted : translation.permitted.subtracting(.stores)
    guard answers(gva, Self.asid, hpa, hits) else { return false }
    return answers(gva, Self.otherASID, hpa, translation.isGlobal ? hits : .none)
  }

  /// Flushes the address space, and answers whether just what is global is left.
  mutating func keepsGlobal<Space: AddressSpace>(
    _ gva: GVA, _ access: GuestAccess, _ translation: Translation<Space>
  ) -> Bool {
    if round & 1 == 0 { flush(asid: Self.asid) } else { flushNonGlobal() }
    return isCold(gva, access) != translation.isGlobal
  }

  /// Whether exactly the classes of a set hit.
  private func answers(_ gva: GVA, _ asid: ASID, _ hpa: HPA, _ hits: AccessClassSet) -> Bool {
    for access in everyClass {
      let expected = hits.contains(access.asSet) ? hpa : nil
      if direct.lookup(gva, access, asid: asid) != expected { return false }
    }
    var associative = associative
    let isThere = associative.lookup(gva, asid: asid) == hpa.rawValue
    return isThere == (asid == Self.asid || hits != .none)
  }

  // MARK: Both at once

  private mutating func fill(
    _ gva: GVA, _ size: PageSize, _ permitted: AccessClassSet, isDirty: Bool, isGlobal: Bool, hpa: HPA
  ) {
    let translation = GuestTranslation(
      address: GPA(hpa.rawValue), pageSize: size, rights: .all, permitted: permitted, isDirty: isDirty,
      isGlobal: isGlobal)
    direct.fill(gva, translation, hpa: hpa, isHostReadOnly: false, asid: Self.asid)
    associative.insert(gva, size, asid: Self.asid, isGlobal: isGlobal, payload: hpa.rawValue)
  }

  private mutating func invalidate(_ gva: GVA) {
    direct.invalidate(gva, asid: Self.asid)
    associative.invalidate(gva, asid: Self.asid)
  }

  private mutating func flush(asid: ASID) {
    direct.flush(asid: asid)
    associative.flush(asid: asid)
  }

  private mutating func flushAll() {
    direct.flushAll()
    associative.flushAll()
  }

  private mutating func flushNonGlobal() {
    direct.flushNonGlobal()
    associative.flushNonGlobal()
  }
}
