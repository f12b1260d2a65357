import MMUCore
import Testing
import Workload

/// A ``SetAssociativeTLB`` with its storage, used as the tests of laws do: look a page up, insert it if it is missing.
struct OwnedTLB {
  private let words: MappedBuffer
  private let payloads: MappedBuffer
  var tlb: SetAssociativeTLB<UInt64>

  init(_ geometry: TLBGeometry, seed: UInt64 = 1, permutations: PermutationVectors? = nil) throws {
    words = try #require(MappedBuffer(byteCount: geometry.wordCount * 8))
    payloads = try #require(MappedBuffer(byteCount: geometry.capacity * 8))
    tlb = SetAssociativeTLB(
      geometry, words: words.bound(to: UInt64.self), payloads: payloads.bound(to: UInt64.self), seed: seed,
      permutations: permutations)
  }

  /// A fully associative one.
  init(
    capacity: Int, _ policy: ReplacementPolicy, seed: UInt64 = 1, permutations: PermutationVectors? = nil
  ) throws {
    try self.init(TLBGeometry(sets: 1, ways: capacity, policy: policy), seed: seed, permutations: permutations)
  }

  /// Starts afresh with another seed.
  mutating func reset(seed: UInt64) {
    tlb = SetAssociativeTLB(
      tlb.geometry, words: words.bound(to: UInt64.self), payloads: payloads.bound(to: UInt64.self), seed: seed)
  }

  /// Accesses a 4 KiB page by its number; answers whether it hit.
  @discardableResult
  mutating func access(_ page: UInt64, asid: ASID = ASID(0)) -> Bool {
    let gva = GVA(page << 12)
    if let payload = tlb.lookup(gva, asid: asid) {
      if payload != page { Issue.record("page \(page) holds the payload of page \(payload)") }
      return true
    }
    tlb.insert(gva, .kib4, asid: asid, payload: page)
    return false
  }

  /// Accesses pages in turn; answers how many missed.
  mutating func misses(_ pages: some Sequence<UInt64>) -> Int { pages.reduce(0) { $0 + (access($1) ? 0 : 1) } }
}
