import MMUCore
import Testing
import Workload

/// A guest of 4-level tables on any machine, whose kernel is the test: frames 0 to 2 map all tables for it.
final class TechniqueGuest {
  let machine: any GuestMachine
  private let memory: GuestMemory
  private var nextTable: UInt64 = 3

  static let base: UInt64 = 0x4000_0000
  static let directMap: UInt64 = 0xFFFF_8000_0000_0000

  init(_ made: MachineFactory.Made?) throws {
    let made = try #require(made, "memory for a machine")
    machine = made.machine
    memory = made.memory
    memory.store(1 << 12 | 0x23, at: GPA(256 * 8))
    memory.store(2 << 12 | 0x23, at: GPA(1 << 12))
    let rights: UInt64 = machine.mapsTablesReadOnly ? 0x1A1 : 0x1E3
    for page in 0..<(memory.frameCount + 511) / 512 {
      memory.store(page << 21 | rights, at: GPA(2 << 12 + page * 8))
    }
  }

  /// A leaf that maps a frame of data, touched.
  func leaf(_ number: UInt64, _ bits: UInt64 = 0x67) -> UInt64 {
    MachineShape().firstData.address.rawValue + number << 12 | bits
  }

  /// A frame for a table.
  func newTable() -> UInt64 {
    defer { nextTable += 1 }
    return nextTable << 12
  }

  /// Writes an entry before anybody watches, making tables that are missing.
  func set(_ entry: UInt64, for gva: UInt64, in root: UInt64 = 0) { write(entry, at: place(gva, in: root)) }

  /// Writes an entry before anybody watches.
  func write(_ entry: UInt64, at place: UInt64) { memory.store(entry, at: GPA(place)) }

  /// Where an address's leaf entry lies; tables that are missing are made unseen.
  func place(_ gva: UInt64, in root: UInt64 = 0, level: UInt64 = 1) -> UInt64 {
    var table = root
    for above in stride(from: 4, to: level, by: -1) {
      let place = table + (gva >> (3 + 9 * above) & 511) * 8
      if memory.load(at: GPA(place))! & 1 == 0 { memory.store(newTable() | 0x67, at: GPA(place)) }
      table = memory.load(at: GPA(place))! & 0xF_FFFF_FFFF_F000
    }
    return table + (gva >> (3 + 9 * level) & 511) * 8
  }

  func entry(at place: UInt64) -> UInt64 { memory.load(at: GPA(place))! }

  func load(root: UInt64 = 0, asid: UInt16 = 0, keeps: Bool = false) {
    machine.loadRoot(GPA(root), asid: ASID(asid), keepsTranslations: keeps)
  }

  @discardableResult
  func touch(_ gva: UInt64, _ kind: AccessKind = .store) -> AccessOutcome {
    machine.access(GVA(gva), GuestAccess(kind, .user))
  }

  /// Stores an entry as the kernel does.
  func store(_ entry: UInt64, at place: UInt64) {
    let outcome = machine.storeEntry(entry, at: GPA(place), by: GVA(Self.directMap + place))
    guard case .memory = outcome else {
      Issue.record("storing to a table: \(outcome)")
      return
    }
  }

  /// The exits of a body.
  func exits(_ body: () throws -> Void) rethrows -> UInt64 {
    let before = machine.counters.exits.total
    try body()
    return machine.counters.exits.total - before
  }
}
