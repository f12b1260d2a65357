import CLimits
import MMUCore
import Workload

/// The pages of a walk fixture's cycle as a list, for walks that do not wait for each other.
final class BatchFixture {
  let walks: WalkFixture
  private let addresses: MappedBuffer
  private let outcomes: UnsafeMutableBufferPointer<WalkOutcome<GuestPhysical>>
  private let frames: UnsafeMutableBufferPointer<UInt64>
  /// Where the next batch begins: runs go on from each other, so that they read what has not been read for longest.
  private var position = 0

  /// How many addresses one call gets.
  static let batchLength = 1024

  init(_ walks: WalkFixture) throws(BenchmarkFailure) {
    self.walks = walks
    let count = max(walks.residence.leafCount, Self.batchLength)
    guard let addresses = MappedBuffer(byteCount: count * 8, prefersHugePages: true) else { throw .outOfMemory }
    self.addresses = addresses
    outcomes = .allocate(capacity: Self.batchLength)
    frames = .allocate(capacity: Self.batchLength)
    fillAddresses(count)
    if let mismatch = firstMismatch() { throw .mismatch(mismatch) }
  }

  deinit {
    outcomes.deallocate()
    frames.deallocate()
  }

  /// The cycle, over and over.
  private func fillAddresses(_ count: Int) {
    let list = addresses.bytes.bindMemory(to: GVA.self)
    var gva = GVA(0)
    for index in 0..<count {
      list[index] = gva
      guard case .mapped(let page) = walks.walker.walk(gva, WalkFixture.access) else { continue }
      gva = walks.chain.next(after: page.address)
    }
  }

  /// Walks `count` pages in batches with the core.
  func walk(_ count: Int) {
    forEachBatch(of: count) { batch in
      ChainEntryPoints.walk(walks.walker, batch: batch, WalkFixture.access, outcomes: outcomes)
    }
  }

  /// Walks `count` pages in batches with the C limit.
  func load(_ count: Int) {
    let memory = UnsafePointer(walks.limitWalker.memory)
    forEachBatch(of: count) { batch in
      batch.withMemoryRebound(to: UInt64.self) { gvas in
        limit_overlapped_loads(
          memory, walks.chain.firstRoot.rawValue, gvas.baseAddress, frames.baseAddress, Int64(gvas.count))
      }
    }
  }

  private func forEachBatch(of count: Int, _ body: (UnsafeBufferPointer<GVA>) -> Void) {
    let list = UnsafeBufferPointer(addresses.bytes.bindMemory(to: GVA.self))
    var remaining = count
    while remaining > 0 {
      if position >= list.count { position = 0 }
      let length = min(remaining, Self.batchLength, list.count - position)
      body(UnsafeBufferPointer(rebasing: list[position..<(position + length)]))
      position += length
      remaining -= length
    }
  }

  /// The first page of a batch that the core, walking one by one, or the C limit has elsewhere.
  private func firstMismatch() -> String? {
    walk(Self.batchLength)
    position = 0
    load(Self.batchLength)
    position = 0
    let list = addresses.bytes.bindMemory(to: GVA.self)
    for index in 0..<Self.batchLength {
      let single = walks.walker.walk(list[index], WalkFixture.access)
      guard case .mapped(let page) = single, outcomes[index] == single else { return "batch: \(outcomes[index])" }
      guard frames[index] == page.address.rawValue else { return "overlapped loads: frame \(frames[index])" }
    }
    return nil
  }
}
