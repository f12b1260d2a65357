/// Copies of guest tables, 4 KiB each, from a pool; free ones are chained through their first word.
struct SnapshotPool {
  private let words: UnsafeMutablePointer<UInt64>?
  private let capacity: Int
  private var firstFree: UInt32
  private(set) var freeCount: Int

  init(_ storage: UnsafeMutableBufferPointer<UInt64>) {
    words = storage.baseAddress
    capacity = storage.count / 512
    freeCount = capacity
    firstFree = capacity > 0 ? 0 : .max
    for number in 0..<capacity {
      storage[number * 512] = number + 1 < capacity ? UInt64(number + 1) : UInt64(UInt32.max)
    }
  }

  var usedCount: Int { capacity - freeCount }

  /// A copy's words.
  @inline(__always)
  func bytes(_ number: UInt32) -> UnsafeMutableRawPointer {
    UnsafeMutableRawPointer(words.unsafelyUnwrapped + Int(number) &* 512)
  }

  mutating func allocate() -> UInt32? {
    guard freeCount > 0, let words else { return nil }
    let number = firstFree
    firstFree = UInt32(truncatingIfNeeded: words[Int(number) &* 512])
    freeCount &-= 1
    return number
  }

  mutating func release(_ number: UInt32) {
    guard let words else { return }
    words[Int(number) &* 512] = UInt64(firstFree)
    firstFree = number
    freeCount &+= 1
  }
}
