import MMUCore

/// A monitor with several virtual machines on one processor and one memory: their guests' data frames come from the same frames of the
/// machine, of which there may be fewer than the guests believe to have.
///
/// When frames run out it takes those that were not used for longest, by a clock over all machines: a frame that the hand passes is
/// withdrawn, and if it was not used until the hand comes again, it is paged out. Equal frames can be merged
/// (``mergeEqualFrames()``). The guests' tables lie in memory of their own. The host outlives the machines' use.
public final class MachineHost {
  /// The processor.
  public let processor: MachineProcessor
  /// The machine's frames for data.
  public var frames: UnsafeMutablePointer<MachineFrames> { storage.frames }
  /// Called before each access of a guest's, with the guest's number: for whoever wants to disturb it.
  public var beforeEachAccess: ((Int) -> Void)?

  /// How many frames are free before any access: what one can need at most.
  private static let reserve: UInt64 = 2
  /// How many are freed when there are fewer.
  private let batch: UInt64

  let storage: MachineFrameStorage
  private var machines: [(machine: any GuestMachine, keeper: MachineKeeper)] = []
  private var running: Int?
  private var hand: (machine: Int, frame: UInt64) = (0, 0)
  /// What the machines' frames held when they were last looked at for equal ones.
  private var seen: [[UInt64: UInt64]] = []

  /// A host without machines.
  ///
  /// - Parameters:
  ///   - frameCount: the machine's frames for data, at least 8.
  ///   - isTagged: whether the processor tells machines apart in what it caches.
  public init(frameCount: Int, isTagged: Bool) {
    precondition(frameCount >= 8, "too little memory for a guest to run")
    processor = MachineProcessor(isTagged: isTagged)
    storage = MachineFrameStorage(first: Self.firstFrame, count: frameCount)
    batch = UInt64(max(4, min(64, frameCount / 8)))
  }

  /// Far from the frames of guests' tables.
  private static var firstFrame: HFN { HPA(1 << 45).frame }

  // MARK: Machines

  /// A seat for another machine.
  ///
  /// - Parameter salt: what its stores write depends on it; machines of the same are as if of one image.
  public func makeSeat(_ shape: MachineShape, salt: UInt64 = 0) -> MachineSeat {
    let keeper = MachineKeeper(self, number: machines.count, shape: shape, salt: salt)
    var seat = MachineSeat(processor: processor, frames: keeper.frames)
    seat.keeper = keeper
    return seat
  }

  func seat(_ machine: any GuestMachine, _ keeper: MachineKeeper) {
    precondition(keeper.number == machines.count, "one machine a seat, in their order")
    machines.append((machine, keeper))
    seen.append([:])
  }

  /// What is kept of a machine, by its number in the order in which they were made.
  public func keeper(_ number: Int) -> MachineKeeper { machines[number].keeper }

  /// Gives the processor to a machine, if another has it.
  func give(to number: Int) {
    guard running != number else { return }
    if running != nil { machines[number].machine.takeTurn() }
    running = number
  }

  /// Sees to it that an access finds the frames that it may need.
  func prepare(_ number: Int) {
    beforeEachAccess?(number)
    if frames.pointee.freeCount < Self.reserve { reclaim() }
  }

  // MARK: Paging

  /// Pages out what was not used for longest, until a batch of frames is free or nothing is left.
  private func reclaim() {
    var steps =
      3
      * machines.reduce(0) { $0 + $1.keeper.frames.pointee.end.rawValue - $1.keeper.frames.pointee.first.rawValue + 1 }
    while frames.pointee.freeCount < batch && steps > 0 {
      advanceHand()
      steps -= 1
    }
    for machine in machines { machine.machine.endWithdrawals() }
  }

  private func advanceHand() {
    let map = machines[hand.machine].keeper.frames
    let frame = map.pointee.first.advanced(by: hand.frame)
    guard frame < map.pointee.end else {
      hand = ((hand.machine + 1) % machines.count, 0)
      return
    }
    hand.frame += 1
    switch map.pointee.state(of: frame) {
    case .mapped: rest(frame, of: hand.machine)
    case .resting: map.pointee.pageOut(frame)
    case .absent, .pagedOut, .givenBack: break
    }
  }

  /// Withdraws a mapped frame, to see whether it is used. Before a guest runs, withdrawals are ended.
  private func rest(_ frame: GFN, of number: Int) {
    withdraw(frame, of: number)
    machines[number].keeper.frames.pointee.rest(frame)
  }

  private func withdraw(_ frame: GFN, of number: Int) {
    let (machine, keeper) = machines[number]
    machine.withdraw(frame, from: keeper.frames.pointee.place(of: frame))
  }

  /// Withdraws a frame that is mapped, and pages out one that rests: a step of the clock's hand, at a frame of the caller's choice.
  public func press(_ frame: GFN, of number: Int) {
    let map = machines[number].keeper.frames
    switch map.pointee.state(of: frame) {
    case .mapped:
      rest(frame, of: number)
      machines[number].machine.endWithdrawals()
    case .resting: map.pointee.pageOut(frame)
    case .absent, .pagedOut, .givenBack: break
    }
  }

  // MARK: Equal frames

  /// Backs frames that hold the same by one, if they held it as well when they were last looked at: what is changing would soon be
  /// copied again (Arcangeli, Eidus and Wright, "Increasing Memory Density by Using KSM", OLS 2009).
  public func mergeEqualFrames() {
    var known: [UInt64: (frame: GFN, machine: Int)] = [:]
    for number in machines.indices {
      let map = machines[number].keeper.frames
      for frame in map.pointee.first.rawValue..<map.pointee.end.rawValue {
        merge(GFN(frame), of: number, &known)
      }
    }
    for machine in machines { machine.machine.endWithdrawals() }
  }

  private func merge(_ frame: GFN, of number: Int, _ known: inout [UInt64: (frame: GFN, machine: Int)]) {
    let map = machines[number].keeper.frames
    guard isOnMachine(frame, map) else {
      seen[number][frame.rawValue] = nil
      return
    }
    let content = frames.pointee.content(of: map.pointee.place(of: frame))
    defer { seen[number][frame.rawValue] = content }
    guard seen[number][frame.rawValue] == content else { return }
    guard let first = known[content] else {
      known[content] = (frame, number)
      return
    }
    share(first.frame, of: first.machine, with: frame, of: number)
  }

  private func share(_ first: GFN, of owner: Int, with frame: GFN, of number: Int) {
    let (from, to) = (machines[owner].keeper.frames, machines[number].keeper.frames)
    let place = from.pointee.place(of: first)
    guard to.pointee.place(of: frame) != place else { return }
    if !from.pointee.isReadOnly(first) {
      withdraw(first, of: owner)
      from.pointee.protect(first)
    }
    withdraw(frame, of: number)
    to.pointee.merge(frame, into: place)
  }

  private func isOnMachine(_ frame: GFN, _ map: UnsafeMutablePointer<FrameMap>) -> Bool {
    switch map.pointee.state(of: frame) {
    case .mapped, .resting: true
    case .absent, .pagedOut, .givenBack: false
    }
  }
}
