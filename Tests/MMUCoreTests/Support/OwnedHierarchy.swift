import MMUCore
import Testing
import Workload

/// A ``TLBHierarchy`` with its storage.
struct OwnedHierarchy {
  private let buffers: [MappedBuffer]
  var hierarchy: TLBHierarchy

  init(instruction: TLBGeometry, data: TLBGeometry, second: TLBGeometry?, pageSize: PageSize = .kib4) throws {
    var buffers: [MappedBuffer] = []
    func tlb(_ geometry: TLBGeometry) throws -> SetAssociativeTLB<Presence> {
      let words = try #require(MappedBuffer(byteCount: geometry.wordCount * 8))
      let payloads = try #require(MappedBuffer(byteCount: geometry.capacity))
      buffers += [words, payloads]
      return SetAssociativeTLB(
        geometry, words: words.bound(to: UInt64.self), payloads: payloads.bound(to: Presence.self))
    }
    hierarchy = TLBHierarchy(
      instruction: try tlb(instruction), data: try tlb(data), second: try second.map(tlb), pageSize: pageSize)
    self.buffers = buffers
  }

  /// Sends accesses through; answers how many were done.
  @discardableResult
  mutating func run<Handler: TLBMissHandler>(_ accesses: [MemoryAccess], onMiss handler: inout Handler) -> Int {
    accesses.withUnsafeBufferPointer { hierarchy.run($0, onMiss: &handler) }
  }

  /// Sends accesses through; every page is found.
  @discardableResult
  mutating func run(_ accesses: [MemoryAccess]) -> Int {
    var handler = NoWalk()
    return run(accesses, onMiss: &handler)
  }
}
