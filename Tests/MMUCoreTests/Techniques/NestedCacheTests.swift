import MMUCore
import Testing
import Workload

/// What walks in two dimensions read behind walk caches and a nested TLB, access by access as a model of lists has it.
@Suite struct NestedCacheTests {
  private static let pageCount: UInt64 = 48

  /// Pages in six leaf tables of three regions of 1 GiB.
  private static func gva(_ number: UInt64) -> UInt64 {
    TechniqueGuest.base + (number % 3) << 30 + (number % 2) << 21 + (number / 6) << 12
  }

  private func shape(_ hasCaches: Bool) -> MachineShape {
    var shape = MachineShape()
    shape.tableFrames = 1 << 10
    shape.dataFrames = 1 << 14
    shape.walkCaches = hasCaches ? (3, 2, 1) : (0, 0, 0)
    shape.nestedTLB = hasCaches ? 12 : 0
    return shape
  }

  @Test(arguments: [true, false], 1...3 as ClosedRange<UInt64>) func readsAsTheModel(_ hasCaches: Bool, _ seed: UInt64)
    throws
  {
    let shape = shape(hasCaches)
    let made = try #require(MachineFactory.nested(shape))
    let machine = try #require(made.machine as? TechniqueMachine<NestedPaging<X86Long4, EPT>>)
    let guest = try TechniqueGuest(made)
    for number in 0..<Self.pageCount { guest.set(guest.leaf(number * 97), for: Self.gva(number)) }
    guest.load()
    for number in 0..<Self.pageCount { guest.touch(Self.gva(number), .load) }
    machine.technique.flushAll()
    machine.technique.stage2.flush()
    var model = NestedCacheModel(shape)
    let before = machine.counters
    var random = RandomGenerator(seed: seed)
    for step in 0..<4000 {
      let gva = Self.gva(random.next(below: random.next(below: 4) == 0 ? Self.pageCount : 8))
      let isStore = random.next(below: 3) == 0
      machine.technique.tlb.flushAll()
      model.guest.space = random.next(below: 2)
      guest.load(asid: UInt16(model.guest.space), keeps: true)
      if random.next(below: 16) == 0 {
        machine.technique.flushSpace(ASID(UInt16(model.guest.space)))
        model.guest.flush()
      }
      guest.touch(gva, isStore ? .store : .load)
      model.access(gva, isStore: isStore, guest)
      let counters = machine.counters
      guard counters.references - before.references == model.references,
        counters.hostReferences - before.hostReferences == model.hostReferences
      else {
        Issue.record("seed \(seed), step \(step): other entries were read than the model's")
        return
      }
    }
  }
}
