import MMUCore
import Testing
import Workload

/// Agile paging shows the guest what a machine without a monitor shows it, wherever and whenever it switches: the same outcomes,
/// and the same bits in its tables.
@Suite struct AgileFuzzTests {
  private static let options: [AgileOptions] = AgileWayBack.all.flatMap { wayBack in
    ([0, 1, 2] as [UInt8]).map { stores in
      var options = AgileOptions()
      options.wayBack = wayBack
      options.storesToNest = stores
      options.interval = wayBack == .reset ? 50 : 200
      options.marksAllTables = stores == 1
      return options
    }
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
    let options = Self.options[Int(seed) % Self.options.count]
    var pair = try AgilePair(seed, shape, options, rootCache: seed & 8 == 0 ? 0 : 2)
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
  @Test(arguments: 0..<8 as Range<UInt64>) func aKernel(_ seed: UInt64) throws {
    var shape = MachineShape()
    shape.tableFrames = 1 << 10
    shape.dataFrames = 1 << 14
    var options = LinuxOptions()
    options.usesPCID = seed & 1 == 0
    options.isolatesTables = seed & 2 != 0
    options.usesHugePages = seed & 4 != 0
    let agile = try #require(MachineFactory.agile(shape, options: Self.options[Int(seed) % Self.options.count]))
    let native = try #require(MachineFactory.native(shape))
    let technique = try #require(agile.machine as? TechniqueMachine<AgilePaging<X86Long4, EPT>>)
    var random = RandomGenerator(seed: seed)
    let seen = try AgileKernelLife(agile, options).run(seed) {
      switch random.next() % 4 {
      case 0: technique.technique.endInterval()
      case 1: technique.technique.clearSwitchLevels()
      default:
        let start = [0, 1 << 40, 0xFFFF_8000_0000_0000][Int(random.next() % 3)] as UInt64
        _ = technique.technique.setSwitchLevel(
          UInt8(random.next() % 6), for: GVA(start)..<GVA(start + 1 << 44))
      }
    }
    #expect(try AgileKernelLife(native, options).run(seed) {} == seen)
    for place in stride(from: 0 as UInt64, to: shape.tableFrames << 12, by: 8) {
      let (ours, theirs) = (agile.memory.load(at: GPA(place)), native.memory.load(at: GPA(place)))
      guard ours == theirs else {
        Issue.record(
          "at \(String(place, radix: 16)): \(String(ours ?? 0, radix: 16)), \(String(theirs ?? 0, radix: 16))")
        return
      }
    }
  }
}

extension AgileWayBack {
  fileprivate static let all: [AgileWayBack] = [.never, .reset, .dirtyBits]
}
