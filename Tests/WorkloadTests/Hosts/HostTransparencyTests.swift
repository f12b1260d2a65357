import MMUCore
import Testing
import Workload

/// Machines on one host: whatever the host does with the processor and their frames, each guest sees what it would see alone, in its
/// tables and in its data.
@Suite struct HostTransparencyTests {
  /// What a guest saw: its page faults and its memory at the end, and what it read.
  struct Life: Equatable {
    let history, reads: GuestHistory
  }

  private static let steps = 80

  /// A guest alone, with as much memory as it believes.
  private static func alone(
    _ technique: MachineTechnique, _ options: LinuxOptions, seed: UInt64, salt: UInt64
  ) throws -> Life {
    let host = MachineHost(frameCount: 1 << 12, isTagged: false)
    let guest = try HostedGuest(technique, on: host, number: 0, seed: seed, salt: salt, options: options)
    try guest.live(steps: steps)
    #expect(guest.keeper.frames.pointee.counters.pagedOut == 0)
    return Life(history: guest.kernel.history, reads: guest.keeper.reads)
  }

  /// Guests together, of which each is left in the middle of anything, with frames pressed and merged at any time.
  private static func together(
    _ technique: MachineTechnique, _ options: LinuxOptions, isTagged: Bool, seeds: [UInt64], salts: [UInt64],
    frameCount: Int
  ) throws -> (lives: [Life], counters: FrameCounters, switches: UInt64) {
    let host = MachineHost(frameCount: frameCount, isTagged: isTagged)
    let guests = try seeds.indices.map { number in
      try HostedGuest(
        technique, on: host, number: number, seed: seeds[number], salt: salts[number], options: options)
    }
    var failures: [any Error] = []
    let turns = MachineTurns(
      guests.map { guest in
        { do { try guest.live(steps: steps) } catch { failures.append(error) } }
      })
    var random = SplitMix64(seed: seeds[0] &+ 77)
    host.beforeEachAccess = { number in
      let draw = random.next()
      if draw % 50 == 0 { turns.pass(from: number, to: Int(draw >> 32) % guests.count) }
      if draw % 13 == 0 {
        let victim = Int(draw >> 40) % guests.count
        let map = guests[victim].keeper.frames.pointee
        let used = map.end.rawValue - map.first.rawValue
        if used > 0 { host.press(map.first.advanced(by: (draw >> 20) % used), of: victim) }
      }
      if draw % 997 == 0 { host.mergeEqualFrames() }
    }
    turns.run()
    host.beforeEachAccess = nil
    for failure in failures { throw failure }
    var sum = FrameCounters()
    for guest in guests { sum.add(guest.keeper.frames.pointee.counters) }
    let switches = guests.reduce(0) { $0 + $1.kernel.machine.counters.exits[.worldSwitch] }
    return (guests.map { Life(history: $0.kernel.history, reads: $0.keeper.reads) }, sum, switches)
  }

  private static let options: [LinuxOptions] = (0..<4).map { bits in
    var options = LinuxOptions()
    options.usesPCID = bits & 1 == 0
    options.isolatesTables = bits & 2 != 0
    options.usesHugePages = bits == 3
    return options
  }

  private static func seeds(_ number: Int) -> [UInt64] { (1...3).map { UInt64(number * 10 + $0) } }

  private static let salts: [UInt64] = [1, 2, 3]

  /// What the guests of each kind of kernel see alone, without virtualization.
  private static let lives = Result {
    try options.enumerated().map { number, options in
      try zip(seeds(number), salts).map { try alone(.native, options, seed: $0, salt: $1) }
    }
  }

  @Test(arguments: MachineTechnique.allCases, [false, true])
  func everyGuestSeesWhatItWouldSeeAlone(_ technique: MachineTechnique, _ isTagged: Bool) throws {
    for (number, options) in Self.options.enumerated() {
      let seeds = Self.seeds(number)
      let together = try Self.together(
        technique, options, isTagged: isTagged, seeds: seeds, salts: Self.salts, frameCount: 160)
      #expect(try together.lives == Self.lives.get()[number], "seeds \(seeds), \(options)")
      let counters = together.counters
      #expect(counters.pagedIn > 100 && counters.roused > 100 && counters.merged > 0, "\(counters)")
      #expect(counters.givenBack > 10 && together.switches > 100, "\(counters)")
    }
  }

  /// Machines of one image write the same, so that their frames are merged and copied.
  @Test(arguments: MachineTechnique.allCases) func machinesOfOneImageShare(_ technique: MachineTechnique) throws {
    let alone = try Self.alone(.native, LinuxOptions(), seed: 5, salt: 9)
    let together = try Self.together(
      technique, LinuxOptions(), isTagged: true, seeds: [5, 5], salts: [9, 9], frameCount: 700)
    #expect(together.lives == [alone, alone])
    #expect(together.counters.merged > 50 && together.counters.copied > 20, "\(together.counters)")
  }
}
