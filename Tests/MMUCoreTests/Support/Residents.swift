import MMUCore
import Testing

/// The entries that an invalidation is tried on, and what must become of them.
///
/// Fates are written as six letters: of what maps the named address in the named space, in another, and globally, whether
/// by a small page or by a large one; then of another page in the same three. `g`: gone, the manual wants it. `k`: kept, our
/// operations promise it. `e`: either.
struct Residents {
  enum Owner: Int, CaseIterable { case named, other, global }

  static let gva = GVA(0xFFFF_9123_4567_8ABC)
  /// Other pages: the next one, one of the same slot or set, one that differs high up.
  static let elsewhere = [gva.rawValue + 0x1000, gva.rawValue + 0x40_0000, gva.rawValue ^ 1 << 45].map { GVA($0) }
  /// The named address space and another. Zero among them, since a global entry may keep a zero there.
  static let spaces: [(named: ASID, other: ASID)] = [(1, 2), (0xFF, 0), (0, 1)].map { (ASID($0), ASID($1)) }

  let named: ASID
  let other: ASID
  /// Whether a large page of a third space is there as well.
  let hasLarge: Bool

  /// Tries an operation on every resident alone.
  func check<Subject: InvalidationSubject>(
    _ fates: String, on make: () throws -> Subject, _ name: String, operation: (inout Subject.TLB) -> Void
  ) throws {
    let letters = Array(fates.filter { $0 != " " })
    try #require(letters.count == 6)
    for owner in Owner.allCases {
      for size in [PageSize.kib4, .mib2, .gib1] {
        // Both the named address and the far end of its page: a large page goes as a whole.
        let start = Self.gva.aligned(to: size)
        for gva in [Self.gva, start, start.advanced(by: size.byteCount - 1)] {
          let isKept = try survives(gva, size, owner, make, operation)
          expect(letters[owner.rawValue], isKept, "\(name): \(owner), \(size), \(gva), spaces \(named), \(other)")
        }
      }
      for gva in Self.elsewhere {
        let isKept = try survives(gva, .kib4, owner, make, operation)
        expect(letters[3 + owner.rawValue], isKept, "\(name): \(owner), elsewhere \(gva), spaces \(named), \(other)")
      }
    }
  }

  private func survives<Subject: InvalidationSubject>(
    _ gva: GVA, _ size: PageSize, _ owner: Owner, _ make: () throws -> Subject,
    _ operation: (inout Subject.TLB) -> Void
  ) throws -> Bool {
    var subject = try make()
    let asid = owner == .other ? other : named
    // What is large somewhere makes a TLB look further; it must find no more than it should.
    if hasLarge { subject.put(GVA(0x5555_4000_0000), .mib2, asid: ASID(7), isGlobal: false) }
    subject.put(gva, size, asid: asid, isGlobal: owner == .global)
    let isThere = subject.holds(gva, asid: asid)
    try #require(isThere)
    operation(&subject.tlb)
    return subject.holds(gva, asid: asid)
  }

  private func expect(_ letter: Character, _ isKept: Bool, _ what: String) {
    switch letter {
    case "g": #expect(!isKept, "gone: \(what)")
    case "k": #expect(isKept, "kept: \(what)")
    default: break
    }
  }

  /// Tries an operation on TLBs of both kinds, and of every policy of the associative one.
  static func checkEverywhere<Table: InvalidationInstruction>(_ instruction: Table) throws {
    for (spaces, hasLarge) in spaces.flatMap({ [($0, false), ($0, true)] }) where instruction.suits(spaces.named) {
      let residents = Residents(named: spaces.named, other: spaces.other, hasLarge: hasLarge)
      for policy in [ReplacementPolicy.lru, .treePLRU, .fifo, .random] {
        for geometry in [TLBGeometry(sets: 1, ways: 8, policy: policy), TLBGeometry(sets: 4, ways: 2, policy: policy)] {
          let name = "\(instruction), \(geometry)"
          try residents.check(instruction.fates, on: { try OwnedTLB(geometry) }, name) {
            instruction.apply(named: spaces.named, on: &$0)
          }
        }
      }
      try residents.check(
        instruction.fatesOfDecisions, on: { try OwnedDirectMappedTLB() }, "\(instruction), direct-mapped"
      ) { instruction.apply(named: spaces.named, on: &$0) }
    }
  }
}

/// A row of a table of instructions.
protocol InvalidationInstruction {
  /// What becomes of the residents, as ``Residents`` writes it.
  var fates: String { get }

  /// The same in a TLB that keeps decisions.
  var fatesOfDecisions: String { get }

  /// Whether the instruction can be tried with a named address space.
  func suits(_ named: ASID) -> Bool

  /// Does it, on ``Residents/gva``.
  func apply<TLB: InvalidatableTLB>(named: ASID, on tlb: inout TLB)
}

extension InvalidationInstruction {
  var fatesOfDecisions: String { fates }
  func suits(_ named: ASID) -> Bool { true }
}
