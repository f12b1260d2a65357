import MMUCore
import Testing
import Workload

/// A machine under agile paging and one without a monitor, which do the same.
struct AgilePair {
  private let agile: AgileGuest
  private let native: TechniqueGuest
  private var random: RandomGenerator
  /// What differed.
  private(set) var difference = ""

  /// Frames that hold tables of random entries, which follow the kernel's map.
  private static let tables: Range<UInt64> = 3..<16
  /// Two roots.
  private static let roots: [UInt64] = [0, 3 << 12]
  private var root = 0
  private static let directMap: UInt64 = 0xFFFF_8000_0000_0000

  init(_ seed: UInt64, _ shape: MachineShape, _ options: AgileOptions, rootCache: Int) throws {
    agile = try AgileGuest(options, rootCache: rootCache) { $0 = shape }
    native = try TechniqueGuest(MachineFactory.native(shape))
    random = RandomGenerator(seed: seed)
    both { $0.write(1 << 12 | 0x23, at: Self.roots[1] + 256 * 8) }
    both { $0.load() }
  }

  private func both(_ body: (TechniqueGuest) -> Void) {
    body(agile.guest)
    body(native)
  }

  private mutating func below(_ limit: UInt64) -> UInt64 { random.next() % limit }

  /// Does one thing on both; answers whether they agree.
  mutating func step() -> Bool {
    switch below(100) {
    case 0: switchRoot()
    case 1: switchTechnique()
    case 2..<30: return store()
    default: return access()
    }
    return true
  }

  /// The indices in use are few, so that addresses meet the entries.
  private mutating func address() -> UInt64 {
    (0..<4).reduce(0 as UInt64) { gva, _ in gva << 9 | below(3) } << 12 | below(3) * 8
  }

  private mutating func access() -> Bool {
    let gva = GVA(below(8) == 0 ? Self.directMap + below(16) << 12 : address())
    let kind: AccessKind = [.load, .store, .fetch][Int(below(3))]
    let access = GuestAccess(kind, below(4) == 0 ? .supervisor : .user)
    let (ours, theirs) = (agile.agile.access(gva, access), native.machine.access(gva, access))
    difference = "\(access) at \(String(gva.rawValue, radix: 16)): \(ours), not \(theirs)"
    return ours == theirs && (below(50) > 0 || tablesAgree())
  }

  /// Stores an entry by the kernel's map, or by whatever maps a table, and flushes.
  private mutating func store() -> Bool {
    var (place, gva) = (below(Self.tables.count64) + Self.tables.lowerBound, 0 as UInt64)
    place = place << 12 + below(3) * 8
    if below(16) == 0 { place = below(3) * 8 }
    gva = Self.directMap + place
    if below(8) == 0 {
      gva = address()
      let access = GuestAccess(.store, .supervisor)
      guard case .memory(let hpa) = native.machine.access(GVA(gva), access), hpa.rawValue >= 3 << 12,
        hpa.rawValue < 16 << 12
      else { return agile.agile.access(GVA(gva), access) == native.machine.access(GVA(gva), access) }
      place = hpa.rawValue
    }
    let entry = entry()
    let ours = agile.agile.storeEntry(entry, at: GPA(place), by: GVA(gva))
    let theirs = native.machine.storeEntry(entry, at: GPA(place), by: GVA(gva))
    agile.agile.flushAll()
    native.machine.flushAll()
    difference = "storing at \(String(gva, radix: 16)): \(ours), not \(theirs)"
    return ours == theirs
  }

  /// Mostly a table or a page with most rights; now and then anything.
  private mutating func entry() -> UInt64 {
    let bits = below(8) == 0 ? below(512) | below(2) << 63 : 0x07 | below(4) << 5
    switch below(8) {
    case 0: return MachineShape().firstData.address.rawValue + below(4) << 21 | bits | 0x80
    case 1...2: return MachineShape().firstData.address.rawValue + below(64) << 12 | bits & ~0x80
    case 3: return below(1 << 52) & ~0xFFF | bits
    default: return (below(Self.tables.count64) + Self.tables.lowerBound) << 12 | bits
    }
  }

  private mutating func switchRoot() {
    root = 1 - root
    let (root, asid, keeps) = (Self.roots[root], UInt16(root), below(2) == 0)
    both { $0.load(root: root, asid: asid, keeps: keeps) }
  }

  private mutating func switchTechnique() {
    switch below(8) {
    case 0: agile.agile.technique.clearSwitchLevels()
    case 1...2: agile.agile.technique.endInterval()
    case 3: agile.agile.willRelease(root: GPA(Self.roots[Int(below(2))]))
    case 4: agile.agile.willRelease(root: GPA(Self.tables.lowerBound + below(Self.tables.count64) << 12))
    default:
      let start = [0, 1 << 39, Self.directMap][Int(below(3))]
      _ = agile.agile.technique.setSwitchLevel(UInt8(below(6)), for: GVA(start)..<GVA(start + 1 << 39))
    }
  }

  /// Whether the guest's tables hold the same, marks included.
  mutating func tablesAgree() -> Bool {
    for place in stride(from: 0 as UInt64, to: Self.tables.upperBound << 12, by: 8) {
      let (ours, theirs) = (agile.guest.entry(at: place), native.entry(at: place))
      guard ours == theirs else {
        difference =
          "at \(String(place, radix: 16)): \(String(ours, radix: 16)), not \(String(theirs, radix: 16))"
        return false
      }
    }
    return true
  }
}

extension Range<UInt64> {
  fileprivate var count64: UInt64 { upperBound - lowerBound }
}
