import Workload

/// A list of page numbers that grows to a limit, and is given up beyond it.
final class TouchLog {
  /// The numbers.
  let pages: UnsafeMutablePointer<UInt32>
  /// How many there are.
  private(set) var count = 0
  /// Whether there were more than the limit.
  private(set) var isGivenUp = false
  private let limit: Int
  private let memory: MappedBuffer

  /// An empty list; `nil` when the system refuses memory.
  init?(limit: Int) {
    guard let memory = MappedBuffer(byteCount: 4 * max(limit, 1)) else { return nil }
    self.memory = memory
    self.limit = limit
    pages = memory.bound(to: UInt32.self).baseAddress.unsafelyUnwrapped
  }

  /// The bytes in use.
  var byteCount: Int { 4 * count }

  /// Adds numbers, without their uppermost bit, if all fit.
  func append(_ numbers: UnsafePointer<UInt32>, count added: Int) {
    guard !isGivenUp, added <= limit - count else {
      isGivenUp = isGivenUp || added > 0
      return
    }
    for index in 0..<added { pages[count &+ index] = numbers[index] & ~(1 << 31) }
    count += added
  }
}
