import MMUCore
import MMUReference
import Testing

/// Every sequence of operations up to a length on TLBs of four entries, each policy against the reference.
@Suite struct ToyTLBTests {
  /// Sequences of six operations out of eight, on two sets of two ways: five pages, two of them in set 1; page 0 in
  /// another address space; invalidation of page 0; a flush of the first space.
  @Test(arguments: [ReplacementPolicy.lru, .treePLRU, .fifo, .random])
  func twoSetsOfTwoWays(_ policy: ReplacementPolicy) throws {
    try explore(TLBGeometry(sets: 2, ways: 2, policy: policy), operations: 8, length: 6)
  }

  /// Sequences of seven operations out of six pages, on one set of four ways.
  @Test(arguments: [ReplacementPolicy.bitPLRU, .nru, .srrip])
  func twoSetsOfTwoWaysOfOtherPolicies(_ policy: ReplacementPolicy) throws {
    try explore(TLBGeometry(sets: 2, ways: 2, policy: policy), operations: 8, length: 5)
    try explore(TLBGeometry(sets: 1, ways: 4, policy: policy), operations: 7, length: 5, after: [0, 1, 2, 3])
  }

  @Test(arguments: [ReplacementPolicy.lru, .treePLRU, .fifo, .random])
  func oneSetOfFourWays(_ policy: ReplacementPolicy) throws {
    let prefix = [0, 1, 2, 3]
    try explore(TLBGeometry(sets: 1, ways: 4, policy: policy), operations: 7, length: 6, after: prefix)
  }

  private func explore(
    _ geometry: TLBGeometry, operations: Int, length: Int, after prefix: [Int] = []
  ) throws {
    var owned = try OwnedTLB(geometry)
    let sequences = (0..<length).reduce(1) { count, _ in count * operations }
    for number in 0..<sequences {
      var remaining = number
      let sequence =
        prefix
        + (0..<length).map { _ in
          defer { remaining /= operations }
          return remaining % operations
        }
      guard agree(&owned, geometry, sequence, seed: UInt64(number) + 1) else {
        Issue.record("\(geometry) differs from the reference on \(sequence)")
        return
      }
    }
  }

  /// Runs a sequence on both; a random policy's numbers go on in the core, so it gets a TLB of its own.
  private func agree(
    _ owned: inout OwnedTLB, _ geometry: TLBGeometry, _ sequence: [Int], seed: UInt64
  ) -> Bool {
    if geometry.policy == .random { owned.reset(seed: seed) } else { owned.tlb.flushAll() }
    var reference = ReferenceSetAssociativeTLB(geometry, seed: seed)
    return sequence.allSatisfy { step($0, &owned, &reference) }
  }

  private func step(
    _ operation: Int, _ owned: inout OwnedTLB, _ reference: inout ReferenceSetAssociativeTLB
  ) -> Bool {
    switch operation {
    case 5:
      return agree(on: 0, asid: ASID(1), &owned, &reference)
    case 6:
      owned.tlb.invalidate(GVA(0), asid: ASID(0))
      reference.invalidate(GVA(0), asid: ASID(0))
    case 7:
      owned.tlb.flush(asid: ASID(0))
      reference.flush(asid: ASID(0))
    default:
      return agree(on: UInt64(operation), asid: ASID(0), &owned, &reference)
    }
    return true
  }

  private func agree(
    on page: UInt64, asid: ASID, _ owned: inout OwnedTLB, _ reference: inout ReferenceSetAssociativeTLB
  ) -> Bool {
    let isHit = owned.access(page, asid: asid)
    if reference.lookup(GVA(page << 12), asid: asid) != nil { return isHit }
    reference.insert(GVA(page << 12), .kib4, asid: asid, payload: page)
    return !isHit
  }
}
