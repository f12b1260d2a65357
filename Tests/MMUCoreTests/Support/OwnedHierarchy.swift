import MMUCore
import Testing
import Workload

/// A ``TLBHierarchy`` with its storage.
struct OwnedHierarchy {
  private let words: MappedBuffer
  var hierarchy: TLBHierarchy

  init(_ shape: TLBHierarchyShape, seed: UInt64 = 1, permutations: [PermutationVectors] = []) throws {
    try #require(shape.impossibility == nil)
    words = try #require(MappedBuffer(byteCount: shape.wordCount * 8))
    let storage = words.bound(to: UInt64.self)
    hierarchy = permutations.withUnsafeBufferPointer {
      TLBHierarchy(shape, words: storage, permutations: $0, seed: seed)
    }
  }

  init(instruction: TLBGeometry, data: TLBGeometry, second: TLBGeometry?, pageSize: PageSize = .kib4) throws {
    try self.init(TLBHierarchyShape(instruction: instruction, data: data, second: second, pageSize: pageSize))
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
