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
    try machineAndMemory(guest, options).machine
  }

  private func machineAndMemory<Guest: MachineFormat>(
    _ guest: Guest.Type, _ options: AgileOptions
  ) throws -> (machine: TechniqueMachine<AgilePaging<Guest.Format, Guest.Stage2>>, memory: GuestMemory) {
    let made = try #require(MachineFactory.agile(shape(guest), options: options, guest))
    write(guest, made.memory)
    let machine = try #require(made.machine as? TechniqueMachine<AgilePaging<Guest.Format, Guest.Stage2>>)
    machine.loadRoot(GPA(0), asid: ASID(0), keepsTranslations: false)
    return (machine, made.memory)
  }

  private func shape<Guest: MachineFormat>(_ guest: Guest.Type) -> MachineShape {
    var shape = Guest.shape
    shape.tableFrames = 64
    shape.dataFrames = 1 << 12
    shape.walkCaches = (0, 0, 0)
    shape.nestedTLB = 0
    return shape
  }

  private func write<Guest: MachineFormat>(_ guest: Guest.Type, _ memory: GuestMemory) {
    let size = Guest.Format.entrySize
    var level = Guest.rootLevel
    for number in 0..<Guest.rootLevel.rawValue {
      let place = place(in: number, level, guest)
      if level == .leaf {
        memory.storeEntry(Guest.page(Guest.shape.firstData.address, at: level, [.write, .user]), at: place, size)
        let map = Guest.page(GPA(number << 12), at: level, .write)
        memory.storeEntry(map, at: place.advanced(by: UInt64(size.rawValue)), size)
      } else {
        memory.storeEntry(Guest.table(GPA((number + 1) << 12)), at: place, size)
      }
      level = PageLevel(level.rawValue - 1)
    }
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

  /// The leaf table's entries changed and used at random, while it switches by every policy, by hand and by releases: every outcome,
  /// the machine's addresses included, and every entry as without a monitor.
  private func fuzz<Guest: MachineFormat>(_ seed: UInt64, _ guest: Guest.Type) throws {
    let (machine, agile) = try machineAndMemory(guest, AgileFuzzTests.options(seed))
    let native = try #require(MachineFactory.native(shape(guest), guest))
    write(guest, native.memory)
    native.machine.loadRoot(GPA(0), asid: ASID(0), keepsTranslations: false)
    let marks = Guest.Format.markedLeaf(0, dirty: true, Guest.rules)
    let size = UInt64(Guest.Format.entrySize.rawValue)
    let first = place(in: Guest.rootLevel.rawValue - 1, .leaf, guest).aligned(to: .kib4)
    let base = Self.gva.rawValue & ~(Guest.Format.pageSize(at: PageLevel(2)).byteCount - 1)
    var random = RandomGenerator(seed: seed)
    func below(_ limit: UInt64) -> UInt64 { random.next() % limit }
    for step in 0..<3000 {
      let number = below(64)
      switch below(40) {
      case 0: machine.technique.endInterval()
      case 1: machine.willRelease(root: GPA(0))
      case 2: machine.technique.clearSwitchLevels()
      case 3: _ = machine.technique.setSwitchLevel(UInt8(below(6)), for: GVA(0)..<GVA(~0))
      case 4..<14:
        let page = Guest.shape.firstData.address.advanced(by: below(256) << 12)
        let rights = KernelRights(rawValue: UInt8(below(16))).union(below(4) == 0 ? [] : .user)
        let entry = below(8) == 0 ? 0 : Guest.page(page, at: .leaf, rights) & ~(random.next() & marks)
        let place = first.advanced(by: number * size)
        let map = Self.gva.advanced(by: 4096).aligned(to: .kib4).advanced(by: number * size)
        let ours = machine.storeEntry(entry, at: place, by: map)
        let theirs = native.machine.storeEntry(entry, at: place, by: map)
        machine.flushAll()
        native.machine.flushAll()
        try #require(ours == theirs, "seed \(seed), step \(step)")
      default:
        let access = GuestAccess([.load, .store, .fetch][Int(below(3))], below(4) == 0 ? .supervisor : .user)
        let gva = GVA(base + number << 12)
        let (ours, theirs) = (machine.access(gva, access), native.machine.access(gva, access))
        try #require(ours == theirs, "seed \(seed), step \(step): \(access) at \(gva)")
      }
      for number in [number, 291] {
        let place = first.advanced(by: number * size)
        let read = { (memory: GuestMemory) in memory.loadEntry(at: place, Guest.Format.entrySize) }
        try #require(read(agile) == read(native.memory), "seed \(seed), step \(step): entry \(number)")
      }
    }
  }

  @Test(arguments: 0..<18 as Range<UInt64>) func changingTablesOfEveryFormat(_ seed: UInt64) throws {
    try fuzz(seed, X86Long4Kernel.self)
    try fuzz(seed, RISCVSv39Kernel.self)
    try fuzz(seed, X86Legacy32Kernel.self)
  }
}
