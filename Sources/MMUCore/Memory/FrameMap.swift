/// The physical-to-machine map of a virtual machine, frame by frame, of those of its frames that may come and go: Disco's pmap, in the
/// caller's storage.
///
/// Nobody may lead to a frame unless it is ``FrameState/mapped``, nor store to it if it ``isReadOnly(_:)``. Whoever changes the
/// state of a mapped frame has the technique forget it first or at once (``MMUTechnique/withdraw(_:at:)``).
///
/// Source: Bugnion, Devine and Rosenblum, "Disco: Running Commodity Operating Systems on Scalable Multiprocessors", SOSP 1997,
/// section 4.2; Waldspurger, "Memory Resource Management in VMware ESX Server", OSDI 2002.
public struct FrameMap {
  /// The first frame.
  public let first: GFN
  /// Past the last frame that was ever on the machine: those from there on are absent or given back.
  public private(set) var end: GFN
  /// What became of the frames.
  public private(set) var counters = FrameCounters()

  private let words: UnsafeMutableBufferPointer<UInt64>
  private let swap: UnsafeMutableBufferPointer<UInt64>
  private let machine: UnsafeMutablePointer<MachineFrames>

  /// A map whose frames are absent.
  ///
  /// - Parameters:
  ///   - words: one a frame; any content.
  ///   - swap: one a frame; any content.
  ///   - machine: the frames that back them; they stay where they are as long as the map is used.
  public init(
    first: GFN, words: UnsafeMutableBufferPointer<UInt64>, swap: UnsafeMutableBufferPointer<UInt64>,
    machine: UnsafeMutablePointer<MachineFrames>
  ) {
    precondition(swap.count >= words.count, "storage too small")
    self.first = first
    end = first
    self.words = words
    self.swap = swap
    self.machine = machine
    words.initialize(repeating: 0)
  }

  // MARK: Where frames are

  /// How many frames there are.
  public var count: Int { words.count }

  /// Whether a frame is one of these.
  @inline(__always)
  public func covers(_ frame: GFN) -> Bool { frame.rawValue &- first.rawValue < UInt64(words.count) }

  /// Whether all of a run of frames are among these.
  public func covers(_ frame: GFN, count: UInt64) -> Bool {
    covers(frame) && count <= UInt64(words.count) &- (frame.rawValue &- first.rawValue)
  }

  @inline(__always)
  private func index(_ frame: GFN) -> Int { Int(truncatingIfNeeded: frame.rawValue &- first.rawValue) }

  /// A frame's word: the state in the lowest byte, bit 8 if stores are forbidden, and the machine's frame from bit 12 on.
  @inline(__always)
  private static func word(_ state: FrameState, _ frame: HFN = HFN(0), isReadOnly: Bool = false) -> UInt64 {
    frame.address.rawValue | (isReadOnly ? 1 << 8 : 0) | UInt64(state.rawValue)
  }

  /// Where a frame is.
  public func state(of frame: GFN) -> FrameState {
    FrameState(rawValue: UInt8(truncatingIfNeeded: words[index(frame)])) ?? .absent
  }

  /// Whether stores to a frame are the monitor's concern: others read it.
  public func isReadOnly(_ frame: GFN) -> Bool { words[index(frame)] & 1 << 8 != 0 }

  /// The machine's frame behind one that is mapped or resting.
  public func place(of frame: GFN) -> HFN { HPA(words[index(frame)]).frame }

  // MARK: What an access needs

  /// Sees to it that a frame is there for an access: given, fetched, roused or copied.
  ///
  /// - Returns: `nil` if the guest gave it back, or the machine has no frame left.
  @inline(__always)
  mutating func provide(_ frame: GFN, isStore: Bool) -> FrameProvision? {
    let word = words[index(frame)]
    let isMapped = UInt8(truncatingIfNeeded: word) == FrameState.mapped.rawValue
    if isMapped && (!isStore || word & 1 << 8 == 0) { return FrameProvision(isNew: false, movedFrom: nil) }
    return bring(frame, isStore: isStore)
  }

  @inline(never)
  private mutating func bring(_ frame: GFN, isStore: Bool) -> FrameProvision? {
    switch state(of: frame) {
    case .givenBack: return nil
    case .absent:
      guard take(frame) != nil else { return nil }
      counters.populated &+= 1
    case .pagedOut:
      guard let place = take(frame) else { return nil }
      machine.pointee.setContent(swap[index(frame)], of: place)
      counters.pagedIn &+= 1
    case .resting:
      counters.roused &+= 1
      words[index(frame)] = Self.word(.mapped, place(of: frame), isReadOnly: isReadOnly(frame))
    case .mapped: break
    }
    guard isStore && isReadOnly(frame) else { return FrameProvision(isNew: true, movedFrom: nil) }
    return makeOwn(frame)
  }

  private mutating func take(_ frame: GFN) -> HFN? {
    guard let place = machine.pointee.take() else { return nil }
    end = max(end, frame.advanced(by: 1))
    words[index(frame)] = Self.word(.mapped, place)
    return place
  }

  /// Before a store, a frame that others read is copied; the last one that is left needs none.
  private mutating func makeOwn(_ frame: GFN) -> FrameProvision? {
    let shared = place(of: frame)
    if machine.pointee.shareCount(of: shared) == 1 {
      words[index(frame)] = Self.word(.mapped, shared)
      return FrameProvision(isNew: true, movedFrom: nil)
    }
    guard let copy = take(frame) else { return nil }
    machine.pointee.setContent(machine.pointee.content(of: shared), of: copy)
    machine.pointee.release(shared)
    counters.copied &+= 1
    return FrameProvision(isNew: true, movedFrom: shared)
  }

  // MARK: What the monitor does with frames

  /// Lets a mapped frame rest.
  public mutating func rest(_ frame: GFN) {
    precondition(state(of: frame) == .mapped, "only what is mapped can rest")
    words[index(frame)] = Self.word(.resting, place(of: frame), isReadOnly: isReadOnly(frame))
    counters.rested &+= 1
  }

  /// Moves the content of a frame that is mapped or resting to the swap space, and frees its place.
  public mutating func pageOut(_ frame: GFN) {
    swap[index(frame)] = machine.pointee.content(of: place(of: frame))
    leave(frame, .pagedOut)
    counters.pagedOut &+= 1
  }

  /// The guest gives a frame back, wherever it is, and what it held is lost.
  mutating func giveBack(_ frame: GFN) {
    switch state(of: frame) {
    case .mapped, .resting: leave(frame, .givenBack)
    case .absent, .pagedOut, .givenBack: words[index(frame)] = Self.word(.givenBack)
    }
    counters.givenBack &+= 1
  }

  /// The guest wants a frame again that it gave back; it will hold zeroes. Answers whether it had given it.
  mutating func takeBack(_ frame: GFN) -> Bool {
    guard state(of: frame) == .givenBack else { return false }
    words[index(frame)] = Self.word(.absent)
    return true
  }

  private mutating func leave(_ frame: GFN, _ state: FrameState) {
    precondition(
      self.state(of: frame) == .mapped || self.state(of: frame) == .resting, "only what is on the machine can leave it")
    let place = place(of: frame)
    words[index(frame)] = Self.word(state)
    machine.pointee.release(place)
  }

  /// Forbids stores to a frame that is mapped or resting, since others will read it.
  public mutating func protect(_ frame: GFN) { words[index(frame)] |= 1 << 8 }

  /// Backs a frame that is mapped or resting by one that holds the same, for loads.
  public mutating func merge(_ frame: GFN, into place: HFN) {
    let old = self.place(of: frame)
    precondition(machine.pointee.content(of: old) == machine.pointee.content(of: place), "equal frames")
    machine.pointee.share(place)
    words[index(frame)] = Self.word(state(of: frame), place, isReadOnly: true)
    machine.pointee.release(old)
    counters.merged &+= 1
  }

  /// Frees everything: the machine is no more.
  public mutating func freeAll() {
    for number in 0..<words.count {
      let frame = first.advanced(by: UInt64(number))
      switch state(of: frame) {
      case .mapped, .resting: leave(frame, .absent)
      case .absent, .pagedOut, .givenBack: words[number] = Self.word(.absent)
      }
    }
  }
}
