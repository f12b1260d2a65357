/// What a monitor and its guest do not know of each other: that the guest has no work, and which frames are zero already.
///
/// It is the same under every technique that has a monitor, so that it stands beside them. A monitor zeroes a frame before it
/// hands it out, or a guest would read what another left there. All frames are handed out before the guest boots, until
/// ``handOutOnDemand(from:handedOut:)``.
///
/// Source: Bugnion, Devine and Rosenblum, "Disco: Running Commodity Operating Systems on Scalable Multiprocessors", SOSP 1997,
/// sections 4.1 and 5; Arpaci-Dusseau, "Operating Systems: Three Easy Pieces", appendix B.
public struct InformationGap {
  /// What was done so far.
  public private(set) var counters = GapCounters()

  private let hasMonitor: Bool
  /// The frame of the first bit.
  private var first = GFN(0)
  /// A bit a frame: set when it is handed out.
  private var handedOut = UnsafeMutableBufferPointer<UInt64>(start: nil, count: 0)

  /// A gap in front of a monitor, or none, where there is no monitor.
  public init(hasMonitor: Bool) { self.hasMonitor = hasMonitor }

  /// A technique's counters with these, and their calls among its exits.
  public func added(to counters: TechniqueCounters) -> TechniqueCounters {
    var sum = counters
    sum.gap = self.counters
    sum.exits[.hypercall] &+= self.counters.calls
    return sum
  }

  // MARK: A guest without work

  /// The guest spun, which nobody else sees.
  public mutating func spin(_ steps: UInt64) { counters.spunSteps &+= steps }

  /// The guest would have spun, and the monitor knows; without a monitor nobody waits for the processor.
  ///
  /// - Returns: whether it knows by a call, and not by an instruction that exits.
  public mutating func giveUp(_ steps: UInt64, _ remedy: GapRemedy) -> Bool {
    guard hasMonitor else { return false }
    counters.yields &+= 1
    counters.stepsGivenUp &+= steps
    guard remedy == .call else { return false }
    counters.calls &+= 1
    return true
  }

  // MARK: Frames of zeroes

  /// From now on frames are handed out when they are first used.
  ///
  /// - Parameter handedOut: a bit for every such frame, from `first` on, all of them zero.
  public mutating func handOutOnDemand(from first: GFN, handedOut: UnsafeMutableBufferPointer<UInt64>) {
    self.first = first
    self.handedOut = handedOut
  }

  /// The kernel takes frames and writes all of their bytes itself.
  public mutating func take(_ page: GPA, frameCount: UInt64) {
    for number in 0..<frameCount { _ = handOut(page.frame.advanced(by: number)) }
  }

  /// The kernel takes frames for a program, which must find zeroes there; by a call, one for all of them.
  public mutating func takeZeroed(_ page: GPA, frameCount: UInt64, _ remedy: GapRemedy) {
    let isCall = remedy == .call && hasMonitor
    if isCall { counters.calls &+= 1 }
    for number in 0..<frameCount {
      let isFresh = handOut(page.frame.advanced(by: number))
      if isCall {
        if !isFresh { counters.zeroedByMonitor &+= 1 }
      } else if remedy != .hint || !isFresh {
        counters.zeroedByGuest &+= 1
        if isFresh { counters.zeroedTwice &+= 1 }
      }
    }
  }

  /// The monitor has taken a frame back: it zeroes what it gives in its place.
  public mutating func takeBack(_ frame: GFN) {
    guard let (word, bit) = place(of: frame) else { return }
    handedOut[word] &= ~bit
  }

  /// The monitor zeroes a frame that it has not handed out yet; answers whether it was such a one.
  private mutating func handOut(_ frame: GFN) -> Bool {
    guard let (word, bit) = place(of: frame), handedOut[word] & bit == 0 else { return false }
    handedOut[word] |= bit
    counters.zeroedByMonitor &+= 1
    return true
  }

  /// Where a frame's bit is; `nil` for a frame that is not handed out on demand.
  private func place(of frame: GFN) -> (word: Int, bit: UInt64)? {
    let distance = frame.rawValue &- first.rawValue
    guard hasMonitor, frame.rawValue >= first.rawValue, distance &>> 6 < UInt64(handedOut.count) else { return nil }
    return (Int(distance &>> 6), 1 &<< (distance & 63))
  }
}
