import MMUCore
import Workload

/// Compares a batch of walks with the same walks one by one: the outcomes, and what they leave in memory.
enum BatchComparison {
  /// How they differ, or `nil`. Both work on copies of the walker's memory.
  static func difference<Format: PagingFormat>(
    _ walker: PageWalker<Format>, _ addresses: [Address<Format.Input>], _ access: GuestAccess
  ) -> String? {
    guard let one = copy(walker), let other = copy(walker) else { return "no host memory for a copy" }
    let expected = addresses.map { one.walker.walk($0, access) }
    let untouched = WalkOutcome<Format.Output>.fault(PageFault(.notPresent, at: PageLevel(0)))
    var found = Array(repeating: untouched, count: addresses.count)
    addresses.withUnsafeBufferPointer { batch in
      found.withUnsafeMutableBufferPointer { other.walker.walk(batch: batch, access, outcomes: $0) }
    }
    for (index, outcome) in found.enumerated() where outcome != expected[index] {
      return "batch at \(addresses[index].hexadecimal): \(outcome), alone \(expected[index])"
    }
    return one.buffer.bytes.elementsEqual(other.buffer.bytes) ? nil : "a batch leaves other entries than walks alone"
  }

  private static func copy<Format: PagingFormat>(
    _ walker: PageWalker<Format>
  ) -> (walker: PageWalker<Format>, buffer: MappedBuffer)? {
    let count = Int(walker.memory.byteCount)
    guard let buffer = MappedBuffer(byteCount: count) else { return nil }
    buffer.bytes.copyMemory(from: UnsafeRawBufferPointer(start: walker.memory.base, count: count))
    let memory = PhysicalMemory<Format.Output>(buffer.bytes)
    return (PageWalker(memory: memory, root: walker.root, rules: walker.rules), buffer)
  }
}
