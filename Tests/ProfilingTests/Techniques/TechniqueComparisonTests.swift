import MMUCore
import Profiling
import Testing
import Workload

@Suite struct TechniqueComparisonTests {
  private static func comparison(
    _ name: GuestWorkloadName, _ techniques: [MachineTechnique] = MachineTechnique.allCases,
    _ change: (inout CostModel) -> Void = { _ in }
  ) throws -> TechniqueComparison {
    var parameters = name.defaults
    parameters.footprint = min(parameters.footprint, 2 << 20)
    parameters.accesses = min(parameters.accesses, 20_000)
    parameters.processes = min(parameters.processes, 5)
    var model = try CostModel.load("x86")
    change(&model)
    return try TechniqueComparison(name, parameters, on: .linux(LinuxOptions()), techniques, model)
  }

  /// From the counters by hand: reads by where they are found, exits by their way, work by cause.
  @Test func modelledCyclesAreWhatTheCountersComeTo() throws {
    let comparison = try Self.comparison(.forkwait)
    let read = 0.45 * 4 + 0.30 * 12 + 0.20 * 42 + 0.05 * 200
    for row in comparison.rows {
      let counters = row.counters
      let walking = Double(counters.references + counters.hostReferences) * read + 200 * Double(counters.flushes)
      #expect(abs(row.modelled.cycles(.walking) - walking) < 1e-3)
      let exits = Double(counters.exits.total)
      let faults = Double(counters.exits[.guestFault])
      switch row.technique {
      case .native: #expect(row.modelled.cycles(.exiting) == 0 && row.modelled.cycles(.work) == 0)
      case .nested:
        #expect(row.modelled.cycles(.exiting) == 2000 * exits)
        #expect(row.modelled.cycles(.work) == 1500 * exits)
      case .paravirtual: #expect(row.modelled.cycles(.exiting) == 400 * (exits - faults) + 600 * faults)
      case .softwareTLB, .softwareTLBWithout: #expect(row.modelled.cycles(.exiting) == 600 * exits)
      default: #expect(row.modelled.cycles(.exiting) == 2000 * exits)
      }
      let parts = row.modelled.cycles(.walking) + row.modelled.cycles(.exiting) + row.modelled.cycles(.work)
      #expect(abs(parts - row.modelled.total) < 1e-3)
    }
  }

  /// What a guest takes for a fault is one, whoever it goes through.
  @Test(arguments: [GuestWorkloadName.forkwait, .redis, .protFault])
  func everyFaultOfTheGuestIsCountedOnce(_ name: GuestWorkloadName) throws {
    let comparison = try Self.comparison(name)
    #expect(comparison.history.faults > 0)
    for row in comparison.rows {
      #expect(row.counters.guestFaults == comparison.history.faults, "\(row.technique)")
      let exits = row.counters.exits[.guestFault]
      switch row.technique {
      case .shadowWriteProtect, .shadowUnsync, .shadowSnapshot, .shadowVTLB, .paravirtual:
        #expect(exits == comparison.history.faults, "\(row.technique)")
      default: #expect(exits <= comparison.history.faults, "\(row.technique)")
      }
    }
  }

  /// The closed form against a model with another constant.
  @Test func theModelIsLinearInTheCostOfAnExit() throws {
    let comparison = try Self.comparison(.forkwait)
    for value in [0.0, 500, 12_345] {
      let other = try Self.comparison(.forkwait) { $0[.exit] = value }
      for (row, changed) in zip(comparison.rows, other.rows) {
        #expect(abs(row.modelled.total(with: .exit, at: value) - changed.modelled.total) < 1e-3)
      }
    }
  }

  /// On both sides of a crossover another technique is cheapest, and on it two cost the same.
  @Test(arguments: [GuestWorkloadName.zipf, .forkwait, .contextSwitch, .kernelBuild])
  func crossoversAreWhereTheCheapestChanges(_ name: GuestWorkloadName) throws {
    let comparison = try Self.comparison(name)
    let crossovers = comparison.crossovers(by: .exit)
    for crossover in crossovers {
      func total(_ technique: MachineTechnique, _ value: Double) -> Double {
        comparison.rows.first { $0.technique == technique }?.modelled.total(with: .exit, at: value) ?? 0
      }
      let value = crossover.value
      #expect(abs(total(crossover.below, value) / total(crossover.above, value) - 1) < 1e-9)
      #expect(comparison.cheapest(with: .exit, at: value * 0.999)?.technique == crossover.below)
      #expect(comparison.cheapest(with: .exit, at: value * 1.001)?.technique == crossover.above)
    }
    // What scanning finds, the closed form has found.
    var changes = 0
    var last = comparison.cheapest(with: .exit, at: 1)?.technique
    for value in stride(from: 1.0, to: 100_000, by: 50) {
      let cheapest = comparison.cheapest(with: .exit, at: value)?.technique
      if cheapest != last { changes += 1 }
      last = cheapest
    }
    #expect(changes == crossovers.filter { $0.value > 1 && $0.value < 99_951 }.count)
  }

  @Test func theOrderStaysBetweenTheNearestCrossings() throws {
    let comparison = try Self.comparison(.kernelBuild)
    let (below, above) = comparison.nearestOrderChanges(by: .exit)
    func order(_ value: Double) -> [MachineTechnique] {
      comparison.ranking.sorted {
        $0.modelled.total(with: .exit, at: value) < $1.modelled.total(with: .exit, at: value)
      }
      .map(\.technique)
    }
    for (value, isUpper) in [(below, false), (above, true)] {
      guard let value else { continue }
      #expect(order(value * (isUpper ? 0.999 : 1.001)) == comparison.ranking.map(\.technique))
      #expect(order(value * (isUpper ? 1.001 : 0.999)) != comparison.ranking.map(\.technique))
    }
    #expect(below != nil || above != nil)
  }

  @Test func theWinnerVirtualizes() throws {
    let comparison = try Self.comparison(.hot)
    #expect(comparison.rows.count == MachineTechnique.allCases.count)
    #expect(comparison.winner?.technique != .native)
    #expect(try Self.comparison(.hot, [.native, .nested]).winner == nil)
  }

  @Test func theExplanationNamesTheWinnerAndEveryOther() throws {
    let comparison = try Self.comparison(.dedup)
    let text = TechniqueExplanation(comparison).text
    let winner = try #require(comparison.winner)
    #expect(text.hasPrefix("\(winner.technique.rawValue) costs least"))
    for row in comparison.ranking.dropFirst() { #expect(text.contains("\n\(row.technique.rawValue) costs ")) }
    #expect(text.contains("modelled") && text.contains("The order "))
  }

  /// Agile paging's point: it is not dearer than both that it is made of, and where programs are short starting nested makes it about
  /// as cheap as nested.
  @Test(arguments: GuestWorkloadName.allCases) func agileIsNotDearerThanBothOfItsParts(_ name: GuestWorkloadName) throws
  {
    let comparison = try Self.comparison(name, [.nested, .shadowUnsync, .agile, .agileStartNested])
    func total(_ technique: MachineTechnique) -> Double {
      comparison.rows.first { $0.technique == technique }?.modelled.total ?? 0
    }
    #expect(total(.agile) < 1.1 * max(total(.nested), total(.shadowUnsync)))
    #expect(total(.agileStartNested) < 1.25 * total(.nested))
  }

  @Test func refusesWhatTheGuestCannotDo() throws {
    var parameters = GuestWorkloadName.cold.defaults
    parameters.footprint = 2 << 30
    let model = try CostModel.load("x86")
    #expect(throws: TechniqueComparisonError.kernel(.outOfMemory)) {
      try TechniqueComparison(.cold, parameters, on: .xv6X86, [.native], model)
    }
    parameters.processes = 0
    #expect(throws: TechniqueComparisonError.impossible(.nothingToDo)) {
      try TechniqueComparison(.cold, parameters, on: .xv6X86, [.native], model)
    }
  }
}
