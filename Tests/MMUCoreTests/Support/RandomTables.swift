import MMUCore
import Testing
import Workload

/// Random tables of one format and random addresses, for comparing two ways to walk them.
///
/// Every word of every frame is an entry of some sort, and any may lead to any frame: to the root, to itself, out of memory.
struct RandomTables<Format: PagingFormat> {
  typealias Input = Address<Format.Input>
  typealias Outcome = WalkOutcome<Format.Output>

  let root: Format.Root
  /// A sensible entry.
  let entry: (inout RandomGenerator) -> UInt64
  /// A sensible address.
  let address: (inout RandomGenerator) -> UInt64

  private let buffers: [MappedBuffer]
  let memories: [PhysicalMemory<Format.Output>]

  static var frameCount: UInt64 { 32 }

  init(
    root: Format.Root, entry: @escaping (inout RandomGenerator) -> UInt64,
    address: @escaping (inout RandomGenerator) -> UInt64
  ) throws {
    (self.root, self.entry, self.address) = (root, entry, address)
    buffers = try (0..<2).map { _ in try #require(MappedBuffer(byteCount: Int(Self.frameCount) * 4096)) }
    memories = buffers.map { PhysicalMemory($0.bytes) }
  }

  /// Fills both memories alike.
  func fill(_ random: inout RandomGenerator) {
    for place in stride(from: 0, to: memories[0].byteCount, by: 8) {
      let word = word(&random)
      for memory in memories { memory.store(word, at: Address(place)) }
    }
  }

  private func word(_ random: inout RandomGenerator) -> UInt64 {
    switch random.next(below: 16) {
    case 0: 0
    case 1: random.next()
    case 2: entry(&random) ^ 1 << random.next(below: 64)
    default: entry(&random)
    }
  }

  /// Addresses of which half repeat others, and some cannot be translated.
  func batch(_ count: Int, _ random: inout RandomGenerator) -> [Input] {
    let favourites = (0..<8).map { _ in address(&random) }
    return (0..<count).map { _ in
      let isRepeated = random.next(below: 2) == 0
      let address = isRepeated ? favourites[Int(random.next(below: 8))] : address(&random)
      return Input(random.next(below: 32) == 0 ? address ^ 1 << (32 + random.next(below: 32)) : address)
    }
  }

  /// Walks a batch in the first memory as one.
  func together(_ batch: [Input], _ access: GuestAccess, _ rules: Format.Rules) -> [Outcome] {
    let walker = PageWalker<Format>(memory: memories[0], root: root, rules: rules)
    let nothing = Outcome.fault(PageFault(.dirtyFlag, at: PageLevel(99)))
    var outcomes = [Outcome](repeating: nothing, count: batch.count)
    batch.withUnsafeBufferPointer { addresses in
      outcomes.withUnsafeMutableBufferPointer { walker.walk(batch: addresses, access, outcomes: $0) }
    }
    return outcomes
  }

  /// Walks it in the second memory, one after the other.
  func alone(_ batch: [Input], _ access: GuestAccess, _ rules: Format.Rules) -> [Outcome] {
    let walker = PageWalker<Format>(memory: memories[1], root: root, rules: rules)
    return batch.map { walker.walk($0, access) }
  }

  /// Whether both memories are the same.
  var agree: Bool { buffers[0].bytes.elementsEqual(buffers[1].bytes) }
}
