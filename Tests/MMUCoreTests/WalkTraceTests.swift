import MMUCore
import Testing

@Suite struct WalkTraceTests {
  @Test func aWalkLeavesItsEntriesFromTheRootDown() throws {
    let ladder = try Ladder()
    let before = (1...4).map { ladder.entry(at: $0) }
    var trace = GuestWalkTrace()
    _ = ladder.walker(.allControls).walk(Ladder.gva, GuestAccess(.store, .user), observer: &trace)
    #expect(trace.count == 4)
    for position in 0..<4 {
      let level = 4 - position
      #expect(trace[position].level == PageLevel(UInt64(level)))
      #expect(trace[position].address == Ladder.address(at: level))
      #expect(trace[position].entry == before[level - 1], "the entry before the walk set its accessed bit")
    }
    trace.reset()
    #expect(trace.count == 0)
  }

  @Test func aFaultEndsTheTraceAtItsEntry() throws {
    for level in 1...4 {
      let ladder = try Ladder()
      ladder.setEntry(0, at: level)
      var trace = GuestWalkTrace()
      _ = ladder.walker(.allControls).walk(Ladder.gva, GuestAccess(.load, .user), observer: &trace)
      #expect(trace.count == 5 - level)
    }
  }

  @Test func entriesPastTheCapacityAreNotKept() {
    var trace = GuestWalkTrace()
    for number in 0..<8 { trace.observe(UInt64(number), at: GPA(0), level: .leaf) }
    #expect(trace.count == GuestWalkTrace.capacity && trace[GuestWalkTrace.capacity - 1].entry == 4)
  }
}
