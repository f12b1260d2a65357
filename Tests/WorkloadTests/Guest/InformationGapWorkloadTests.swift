import MMUCore
import Testing
import Workload

/// The information gap, with and without its remedies, under every technique: exact counts.
@Suite struct InformationGapWorkloadTests {
  private static let remedies: [GapRemedy] = [.none, .hint, .call]

  private static var hugeLinux: GuestSystem {
    var options = LinuxOptions()
    options.usesHugePages = true
    options.isolatesTables = true
    return .linux(options)
  }

  static let systems: [GuestSystem] = [.linux(LinuxOptions()), hugeLinux, .xv6RISCV, .xv6X86]

  private static func counters(
    _ name: GuestWorkloadName, _ parameters: GuestParameters, _ technique: MachineTechnique, _ system: GuestSystem
  ) throws -> TechniqueCounters {
    var shape = system.shape
    shape.tableFrames = 1 << 12
    shape.dataFrames = 1 << 15
    let kernel = try #require(try system.boot(technique, shape), "memory for a machine")
    try name.workload(parameters).run(GuestProgram(kernel, seed: parameters.seed))
    return kernel.machine.counters
  }

  /// P fresh pages, and as many that had an owner in every later process: natively the kernel zeroes all, under a monitor the
  /// fresh ones are zeroed twice, and with a remedy nothing is.
  @Test(arguments: remedies, systems) func pagesAreZeroedTwiceUnlessOneKnows(
    _ remedy: GapRemedy, _ system: GuestSystem
  ) throws {
    let isHuge = system == Self.hugeLinux
    let pages: UInt64 = isHuge ? 512 : 100
    var parameters = GuestParameters(footprint: pages << 12, processes: 3)
    parameters.remedy = remedy
    let all = 3 * pages
    // The kernel gives no frames together again that it gave one by one or apart.
    let (fresh, calls) = isHuge ? (all, 3) : (pages, all)
    for technique in MachineTechnique.allCases {
      let counters = try Self.counters(.zeroing, parameters, technique, system)
      var expected = GapCounters()
      switch (technique, remedy) {
      case (.native, _): expected.zeroedByGuest = all
      case (_, .none): (expected.zeroedByGuest, expected.zeroedByMonitor, expected.zeroedTwice) = (all, fresh, fresh)
      case (_, .hint): (expected.zeroedByGuest, expected.zeroedByMonitor) = (all - fresh, fresh)
      case (_, .call): (expected.zeroedByMonitor, expected.calls) = (all, calls)
      }
      #expect(counters.gap == expected, "\(technique)")
      #expect(technique == .paravirtual || counters.exits[.hypercall] == expected.calls, "\(technique)")
    }
  }

  /// A wait of S steps: S steps spun where nobody knows, one exit where the monitor does, nothing where there is none.
  @Test(arguments: remedies, systems) func aGuestWithoutWorkSpinsUnlessTheMonitorKnows(
    _ remedy: GapRemedy, _ system: GuestSystem
  ) throws {
    var parameters = GuestParameters(accesses: 64 * 20, interval: 50)
    parameters.remedy = remedy
    for technique in MachineTechnique.allCases {
      let counters = try Self.counters(.idle, parameters, technique, system)
      let isKnown = remedy != .none && technique != .native
      var expected = GapCounters()
      if remedy == .none { expected.spunSteps = 20 * 50 }
      if isKnown { (expected.yields, expected.stepsGivenUp) = (20, 20 * 50) }
      if isKnown && remedy == .call { expected.calls = 20 }
      #expect(counters.gap == expected, "\(technique)")
      #expect(counters.exits[.idle] == (isKnown && remedy == .hint ? 20 : 0), "\(technique)")
      #expect(technique == .paravirtual || counters.exits[.hypercall] == expected.calls, "\(technique)")
    }
  }

  /// Whoever does not ask for zeroing is told of none.
  @Test func otherWorkloadsZeroNothing() throws {
    let parameters = GuestParameters(footprint: 1 << 20, processes: 2)
    for technique in MachineTechnique.allCases {
      #expect(try Self.counters(.forkwait, parameters, technique, Self.systems[0]).gap == GapCounters())
    }
  }
}
