import MMUCore
import Testing
import Workload

/// References per walk by the level of the switch for every format of guests: n levels over m, the lowest k nested, n + km; and
/// (n + 1)(m + 1) − 1 with the guest's root.
@Suite struct AgileFormatTests {
  private static let gva = GVA(0x4012_3000)

  /// A machine with one page mapped at every level from the root down, all switch levels tried, without caches.
  private func references<Guest: MachineFormat>(_ guest: Guest.Type) throws -> [UInt64] {
    var shape = Guest.shape
    shape.tableFrames = 64
    shape.dataFrames = 1 << 12
    shape.walkCaches = (0, 0, 0)
    shape.nestedTLB = 0
    let made = try #require(MachineFactory.agile(shape, options: .shadowOnly, guest))
    let machine = try #require(made.machine as? TechniqueMachine<AgilePaging<Guest.Format, Guest.Stage2>>)
    var level = Guest.rootLevel
    for number in 0..<Guest.rootLevel.rawValue {
      let shift = UInt64(Guest.Format.pageSize(at: level).shift)
      let index = Self.gva.rawValue >> shift & (1 << UInt64(Guest.Format.indexBits) - 1)
      let entry =
        level == .leaf
        ? Guest.page(shape.firstData.address, at: level, [.write, .user]) : Guest.table(GPA((number + 1) << 12))
      made.memory.storeEntry(
        entry, at: GPA(number << 12 + index * UInt64(Guest.Format.entrySize.rawValue)), Guest.Format.entrySize)
      level = PageLevel(level.rawValue - 1)
    }
    machine.loadRoot(GPA(0), asid: ASID(0), keepsTranslations: false)
    return (0...Guest.rootLevel.rawValue + 1).map { level in
      let hasRoom = machine.technique.setSwitchLevel(UInt8(level), for: GVA(0)..<GVA(~0))
      #expect(hasRoom)
      return (0..<3).map { _ in walk(machine) }.last ?? 0
    }
  }

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
}
