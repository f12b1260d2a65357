import MMUCore
import Testing
import Workload

/// Agile paging shows the guest what a machine without a monitor shows it, wherever and whenever it switches: the same outcomes,
/// and the same bits in its tables.
@Suite struct AgileFuzzTests {
  /// Every policy there is, with short intervals.
  static func options(_ seed: UInt64) -> AgileOptions {
    var options = AgileOptions()
    options.wayBack = [.never, .reset, .dirtyBits][Int(seed / 3 % 3)]
    options.storesToNest = UInt8(seed % 3)
    options.interval = options.wayBack == .reset ? 50 : 200
    options.marksAllTables = options.storesToNest == 1
    options.startsNested = seed / 9 % 2 == 1
    options.faultsToFill = [0, 1, 8][Int(seed / 4 % 3)]
    return options
  }

  /// Tables of random entries, which lead anywhere, changed, flushed, and used by programs and the kernel.
  @Test(arguments: 0..<36 as Range<UInt64>) func randomTables(_ seed: UInt64) throws {
    var shape = MachineShape()
    shape.tableFrames = 1 << 9
    shape.dataFrames = 1 << 14
    shape.level1 = TLBGeometry(sets: 1, ways: 4)
    shape.level2 = TLBGeometry(sets: 4, ways: 4)
    shape.walkCaches = seed & 1 == 0 ? (0, 0, 0) : (4, 2, 2)
    shape.nestedTLB = seed & 2 == 0 ? 0 : 8
    shape.hostPageSize = seed & 4 == 0 ? .kib4 : .mib2
    var pair = try AgilePair(seed, shape, Self.options(seed), rootCache: seed & 8 == 0 ? 0 : 2)
    for step in 0..<4000 {
      guard pair.step() else {
        Issue.record("seed \(seed), step \(step): \(pair.difference)")
        return
      }
    }
    let agree = pair.tablesAgree()
    #expect(agree, "\(pair.difference)")
  }

  /// A kernel's whole life, with switch levels that change at random.
  @Test(arguments: 0..<8 as Range<UInt64>) func linux(_ seed: UInt64) throws {
    var options = LinuxOptions()
    options.usesPCID = seed & 1 == 0
    options.isolatesTables = seed & 2 != 0
    options.usesHugePages = seed & 4 != 0
    try live(seed, X86Long4Kernel.self, 1 << 44) { machine, memory, data in
      try LinuxKernel(machine, memory: memory, data: data, options: options)
    }
  }

  /// The same of xv6 on either machine.
  @Test(arguments: 0..<9 as Range<UInt64>) func xv6(_ seed: UInt64) throws {
    try live(seed, RISCVSv39Kernel.self, 1 << 30) { machine, memory, data in
      try XV6Kernel<RISCVSv39Kernel>(machine, memory: memory, data: data)
    }
    try live(seed, X86Legacy32Kernel.self, 1 << 22) { machine, memory, data in
      try XV6Kernel<X86Legacy32Kernel>(machine, memory: memory, data: data)
    }
  }

  private typealias Boot = (any GuestMachine, GuestMemory, (GFN, UInt64)) throws -> any GuestKernel

  private func live<Guest: MachineFormat>(
    _ seed: UInt64, _ guest: Guest.Type, _ reach: UInt64, _ boot: Boot
  ) throws {
    var shape = Guest.shape
    shape.tableFrames = 1 << 10
    shape.dataFrames = 1 << 14
    let agile = try #require(
      MachineFactory.agile(shape, options: Self.options(seed), rootCache: Int(seed % 2 * 4), guest))
    let native = try #require(MachineFactory.native(shape, guest))
    let machine = try #require(agile.machine as? TechniqueMachine<AgilePaging<Guest.Format, Guest.Stage2>>)
    let data = (shape.firstData, shape.dataFrames)
    let kernel = try boot(agile.machine, agile.memory, data)
    var random = RandomGenerator(seed: seed)
    let seen = try AgileKernelLife(kernel).run(seed) {
      switch random.next() % 5 {
      case 0: machine.technique.endInterval()
      case 1: machine.technique.clearSwitchLevels()
      case 2: machine.willRelease(root: [machine.technique.root, GPA(0)][Int(random.next() % 2)])
      default:
        let start = [0, kernel.programBase, 0xFFFF_8000_0000_0000][Int(random.next() % 3)]
        _ = machine.technique.setSwitchLevel(UInt8(random.next() % 6), for: GVA(start)..<GVA(start + reach))
      }
    }
    #expect(try AgileKernelLife(boot(native.machine, native.memory, data)).run(seed) {} == seen, "seed \(seed)")
    let place = (0..<shape.tableFrames << 9).first {
      agile.memory.load(at: GPA($0 << 3)) != native.memory.load(at: GPA($0 << 3))
    }
    #expect(place == nil, "seed \(seed): the tables differ")
  }
}
