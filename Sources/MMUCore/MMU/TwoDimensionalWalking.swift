/// What techniques share under which hardware walks the guest's tables and a second stage.
protocol TwoDimensionalWalking: MMUTechnique {
  associatedtype Stage2: MappableSecondStage
  /// The processor's TLB.
  var tlb: HardwareTLB { get set }
  /// The second stage.
  var stage2: SecondStage<Stage2> { get set }
  /// The walk caches of the guest's dimension.
  var caches: PagingStructureCaches<Guest> { get }
  /// What was done so far.
  var own: TechniqueCounters { get set }
}

extension TwoDimensionalWalking {
  /// Sees to it that an address's frame is there for an access, if it may come and go.
  mutating func provide(_ gpa: GPA, isStore: Bool) {
    guard let old = stage2.slots.provide(gpa, isStore: isStore)?.movedFrom else { return }
    withdraw(gpa.frame, from: old)
    endWithdrawals()
  }

  /// The processor comes from another machine; without tags, nothing is left of either dimension.
  ///
  /// - Returns: whether everything had to go.
  mutating func takeProcessor() -> Bool {
    own.exits[.worldSwitch] &+= 1
    guard tlb.takeTurn() else { return false }
    own.flushes &+= 1
    caches.flushProcessor()
    stage2.flushProcessor()
    return true
  }
}
