import MMUCore
import Testing
import Workload

/// References per walk by the level of the switch for every format of guests: n levels over m, the lowest k nested, n + km; and
/// (n + 1)(m + 1) − 1 with the guest's root.
@Suite struct AgileFormatTests {
  private static let gva = GVA(0x4012_3000)

  /// A machine with a page of data, and behind it one by which the kernel stores to the leaf table that maps both; without caches.
  private func machine<Guest: MachineFormat>(
    _ guest: Guest.Type, _ options: AgileOptions
  ) throws -> TechniqueMachine<AgilePaging<Guest.Format, Guest.Stage2>> {
    var shape = Guest.shape
    shape.tableFrames = 64
    shape.dataFrames = 1 << 12
    shape.walkCaches = (0, 0, 0)
    shape.nestedTLB = 0
    let made = try #require(MachineFactory.agile(shape, options: options, guest))
    let size = Guest.Format.entrySize
    var level = Guest.rootLevel
    for number in 0..<Guest.rootLevel.rawValue {
      let place = place(in: number, level, guest)
      if level == .leaf {
        made.memory.storeEntry(Guest.page(shape.firstData.address, at: level, [.write, .user]), at: place, size)
        let map = Guest.page(GPA(number << 12), at: level, .write)
        made.memory.storeEntry(map, at: place.advanced(by: UInt64(size.rawValue)), size)
      } else {
        made.memory.storeEntry(Guest.table(GPA((number + 1) << 12)), at: place, size)
      }
      level = PageLevel(level.rawValue - 1)
    }
    let machine = try #require(made.machine as? TechniqueMachine<AgilePaging<Guest.Format, Guest.Stage2>>)
    machine.loadRoot(GPA(0), asid: ASID(0), keepsTranslations: false)
    return machine
  }

  private func place<Guest: MachineFormat>(in frame: UInt64, _ level: PageLevel, _ guest: Guest.Type) -> GPA {
    let shift = UInt64(Guest.Format.pageSize(at: level).shift)
    let index = Self.gva.rawValue >> shift & (1 << UInt64(Guest.Format.indexBits) - 1)
    return GPA(frame << 12 + index * UInt64(Guest.Format.entrySize.rawValue))
  }

  /// All switch levels, one after the other.
  private func references<Guest: MachineFormat>(_ guest: Guest.Type) throws -> [UInt64] {
    let machine = try machine(guest, .shadowOnly)
    return (0...Guest.rootLevel.rawValue + 1).map { level in
      let hasRoom = machine.technique.setSwitchLevel(UInt8(level), for: GVA(0)..<GVA(~0))
      #expect(hasRoom)
      return references(machine)
    }
  }

  /// Once everything that the walk needs is there.
  private func references(_ machine: any GuestMachine) -> UInt64 { (0..<3).map { _ in walk(machine) }.last ?? 0 }

  private func walk(_ machine: any GuestMachine) -> UInt64 {
    machine.flushAll()
    let before = machine.counters
    guard case .memory = machine.access(Self.gva, GuestAccess(.store, .user)) else { return 0 }
    let after = machine.counters
    return after.references + after.hostReferences - before.references - before.hostReferences
  }

  @Test func fourLevelsOverFour() throws { #expect(try references(X86Long4Kernel.self) == [4, 8, 12, 16, 20, 24]) }

  @Test func threeLevelsOverThree() throws { #expect(try references(RISCVSv39Kernel.self) == [3, 6, 9, 12, 15]) }

  /// Shadow tables of 1024 entries of 8 bytes each.
  @Test func twoLevelsOverFour() throws { #expect(try references(X86Legacy32Kernel.self) == [2, 6, 10, 14]) }

  /// By two stores the leaf table goes nested, and when it stayed clean for an interval it comes back.
  private func switches<Guest: MachineFormat>(_ guest: Guest.Type) throws -> [UInt64] {
    var options = AgileOptions()
    options.interval = 0
    let machine = try machine(guest, options)
    let place = place(in: Guest.rootLevel.rawValue - 1, .leaf, guest).advanced(by: 64)
    var seen = [references(machine)]
    for stores in [1, 1, 1, 0, 0, 1] {
      for _ in 0..<stores {
        let outcome = machine.storeEntry(0, at: place, by: Self.gva.advanced(by: 4096 + place.offset(in: .kib4)))
        guard case .memory = outcome else {
          Issue.record("\(outcome)")
          continue
        }
      }
      seen.append(references(machine))
      if seen.count > 3 { machine.technique.endInterval() }
    }
    return seen
  }

  @Test func tablesOfEveryFormatGoNestedAndComeBack() throws {
    #expect(try switches(X86Long4Kernel.self) == [4, 4, 8, 8, 8, 4, 4])
    #expect(try switches(RISCVSv39Kernel.self) == [3, 3, 6, 6, 6, 3, 3])
    #expect(try switches(X86Legacy32Kernel.self) == [2, 2, 6, 6, 6, 2, 2])
  }
}
