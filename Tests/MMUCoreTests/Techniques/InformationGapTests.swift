import MMUCore
import Testing

/// Who zeroes a frame, and who knows that a guest has no work.
@Suite struct InformationGapTests {
  private static let first = GFN(1000)

  /// Does something with a gap in front of a monitor that hands out 100 frames on demand.
  private static func counters(
    hasMonitor: Bool = true, _ body: (inout InformationGap) -> Void
  ) -> GapCounters {
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 2) { bits in
      bits.initialize(repeating: 0)
      var gap = InformationGap(hasMonitor: hasMonitor)
      gap.handOutOnDemand(from: first, handedOut: bits)
      body(&gap)
      return gap.counters
    }
  }

  private static func take(_ gap: inout InformationGap, _ remedy: GapRemedy, rounds: Int = 1) {
    for _ in 0..<rounds {
      for number in 0..<100 as Range<UInt64> {
        gap.takeZeroed(first.advanced(by: number).address, frameCount: 1, remedy)
      }
    }
  }

  @Test(arguments: [GapRemedy.none, .hint, .call]) func freshFramesAreZeroedOnceOrTwice(_ remedy: GapRemedy) {
    let counters = Self.counters { Self.take(&$0, remedy) }
    #expect(counters.zeroedByMonitor == 100)
    #expect(counters.zeroedByGuest == (remedy == .none ? 100 : 0))
    #expect(counters.zeroedTwice == (remedy == .none ? 100 : 0))
    #expect(counters.calls == (remedy == .call ? 100 : 0))
  }

  /// A frame that had an owner in the same guest is nobody's secret to the monitor: the kernel zeroes it, or asks.
  @Test(arguments: [GapRemedy.none, .hint, .call]) func usedFramesAreZeroedOnce(_ remedy: GapRemedy) {
    let counters = Self.counters { Self.take(&$0, remedy, rounds: 3) }
    #expect(counters.zeroedByMonitor == (remedy == .call ? 300 : 100))
    #expect(counters.zeroedByGuest == [.none: 300, .hint: 200, .call: 0][remedy])
    #expect(counters.zeroedTwice == (remedy == .none ? 100 : 0))
  }

  @Test(arguments: [GapRemedy.none, .hint, .call]) func withoutAMonitorTheKernelZeroes(_ remedy: GapRemedy) {
    let counters = Self.counters(hasMonitor: false) { gap in
      Self.take(&gap, remedy)
      let isKnownByCall = gap.giveUp(10, remedy)
      #expect(!isKnownByCall)
    }
    var expected = GapCounters()
    expected.zeroedByGuest = 100
    #expect(counters == expected)
  }

  /// A frame for a copy is zeroed by the monitor, in vain; it is not fresh when it is taken again.
  @Test func aCopyHandsAFrameOut() {
    let counters = Self.counters { gap in
      gap.take(Self.first.address, frameCount: 100)
      Self.take(&gap, .none)
    }
    #expect(counters.zeroedByMonitor == 100 && counters.zeroedByGuest == 100 && counters.zeroedTwice == 0)
  }

  /// A call for a large page is one; each of its frames is zeroed on its own, those beyond the range by the kernel alone.
  @Test func largePagesAreOneCall() {
    let called = Self.counters { $0.takeZeroed(Self.first.address, frameCount: 64, .call) }
    #expect(called.calls == 1 && called.zeroedByMonitor == 64)
    let around = Self.counters { $0.takeZeroed(GFN(936).address, frameCount: 512, .none) }
    #expect(around.zeroedByGuest == 512 && around.zeroedByMonitor == 128 && around.zeroedTwice == 128)
  }

  @Test func callsAreExits() {
    var gap = InformationGap(hasMonitor: true)
    gap.spin(7)
    let areKnownByCall = [gap.giveUp(10, .hint), gap.giveUp(20, .call)]
    #expect(areKnownByCall == [false, true])
    var counters = TechniqueCounters()
    counters.exits[.hypercall] = 5
    let sum = gap.added(to: counters)
    #expect(sum.exits[.hypercall] == 6 && sum.exits.total == 6)
    #expect(sum.gap.spunSteps == 7 && sum.gap.stepsGivenUp == 30 && sum.gap.yields == 2)
  }
}
