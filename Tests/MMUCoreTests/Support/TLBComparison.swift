import MMUCore
import MMUReference
import Workload

/// A hierarchy beside its reference, and a random program with several page sizes that both run.
struct TLBComparison {
  /// Pages of 2 MiB regions, by a pattern that repeats: what is in the shape, and now and then what is not.
  struct Pages: PageSizing {
    let smallest: PageSize
    let other: PageSize

    func pageSize(of gva: GVA) -> PageSize { gva.rawValue >> 30 & 1 == 0 ? smallest : other }
  }

  /// Refuses what is not mapped.
  struct Handler: TLBMissHandler {
    let unmapped: Set<UInt64>
    var refusals = 0

    func isMapped(_ gva: GVA) -> Bool { !unmapped.contains(gva.rawValue >> 12) }

    mutating func handleMiss(_ access: MemoryAccess) -> Bool {
      if isMapped(access.gva) { return true }
      refusals += 1
      return false
    }

    func expect(_ access: MemoryAccess) {}
  }

  let shape: TLBHierarchyShape
  private let pages: Pages
  private let isUniform: Bool
  private var random: SplitMix64
  private let tables: [OwnedPermutations]
  private var owned: OwnedHierarchy
  private var reference: ReferenceHierarchy
  private var position: UInt64 = 0

  init(seed: UInt64, shape given: TLBHierarchyShape? = nil) throws {
    var random = SplitMix64(seed: seed)
    let shape = given ?? TLBShapeGenerator.any(&random)
    let sizes = (12..<43).map { PageSize(shift: $0) }.filter { shape.sizes.contains($0) }
    let other = random.oneIn(8) ? PageSize(shift: 20) : random.pick(sizes)
    let vectors = TLBShapeGenerator.vectors(seed: seed)
    tables = vectors.map(OwnedPermutations.init)
    isUniform = sizes.count == 1 || random.oneIn(3)
    let pages = Pages(smallest: sizes[0], other: isUniform ? sizes[0] : other)
    owned = try OwnedHierarchy(shape, seed: seed, permutations: tables.map(\.vectors))
    reference = ReferenceHierarchy(shape, seed: seed, vectors: vectors) { pages.pageSize(of: $0) }
    self.pages = pages
    self.shape = shape
    self.random = random
    wire()
  }

  /// Runs a random program; answers what was different, if anything was.
  mutating func run(words count: Int) -> String? {
    var done = 0
    while done < count {
      let words = (0..<1 + random.below(40)).map { _ in word() }
      if let disagreement = run(words) { return "\(disagreement)\nafter \(describe(words))\nin \(describe(shape))" }
      done += words.count
    }
    return nil
  }

  /// Runs some words on both. A refused page is mapped, and the program goes on.
  mutating func run(_ words: [MemoryAccess]) -> String? {
    var unmapped = Set<UInt64>()
    for word in words where !word.isEvent && random.oneIn(6) {
      unmapped.insert((word.gva.rawValue >> 12) + UInt64(random.below(2)))
    }
    var rest = words[...]
    while true {
      let handler = Handler(unmapped: unmapped)
      let done = runCore(Array(rest), handler)
      for word in rest.prefix(done) {
        guard reference.access(word, isMapped: handler.isMapped) else { return "core did a refused \(word)" }
      }
      rest = rest.dropFirst(done)
      if let refused = rest.first {
        guard !reference.access(refused, isMapped: handler.isMapped) else { return "core refused \(refused)" }
        unmapped = random.oneIn(4) ? Set(unmapped.sorted().filter { _ in random.oneIn(2) }) : []
      }
      if let difference { return difference }
      if rest.isEmpty { return lawViolation(words) }
    }
  }

  private mutating func runCore(_ words: [MemoryAccess], _ handler: Handler) -> Int {
    var handler = handler
    let hasFetches = words.contains { $0.kind == .fetch && !$0.isEvent }
    return words.withUnsafeBufferPointer { buffer in
      guard isUniform else { return owned.hierarchy.run(buffer, pages: pages, onMiss: &handler) }
      return hasFetches || random.oneIn(2)
        ? owned.hierarchy.run(buffer, onMiss: &handler) : owned.hierarchy.runData(buffer, onMiss: &handler)
    }
  }

  private var difference: String? {
    let counters = owned.hierarchy.counters
    if counters != reference.counters { return "core \(counters), reference \(reference.counters)" }
    for number in 0..<shape.arrayCount {
      let (core, expected) = (owned.hierarchy.counters(ofArray: number), reference.counters(ofArray: number))
      if core != expected { return "array \(number): core \(core), reference \(expected)" }
    }
    return nil
  }

  /// Inclusive: what an inner TLB holds, the outer one holds. Exclusive: never both. And both sides hold the same.
  private func lawViolation(_ words: [MemoryAccess]) -> String? {
    for word in words where !word.isEvent {
      let size = pages.pageSize(of: word.gva)
      let holders = (0..<shape.arrayCount).filter { owned.hierarchy.holds(word.gva, size, inArray: $0) }
      let expected = (0..<shape.arrayCount).filter { reference.holds(word.gva, size, inArray: $0) }
      if holders != expected { return "\(word): core in \(holders), reference in \(expected)" }
      for inner in holders {
        if let law = violation(inner, holders, size) { return "\(word) in \(holders): \(law)" }
      }
    }
    return nil
  }

  private func violation(_ inner: Int, _ holders: [Int], _ size: PageSize) -> String? {
    for outer in 0..<shape.arrayCount where shape[outer].level > shape[inner].level {
      guard shape[outer].sizes.contains(size) else { continue }
      guard shape[outer].side == .both || shape[outer].side == shape[inner].side else { continue }
      switch shape.inclusion(ofLevel: shape[outer].level) {
      case .inclusive where !holders.contains(outer): return "not in the inclusive \(outer)"
      case .exclusive where holders.contains(outer) && isNext(outer, behind: inner, size):
        return "in the exclusive \(outer)"
      default: continue
      }
    }
    return nil
  }

  /// Whether no level between has TLBs for the size.
  private func isNext(_ outer: Int, behind inner: Int, _ size: PageSize) -> Bool {
    !(0..<shape.arrayCount).contains {
      shape[$0].sizes.contains(size) && shape[$0].level > shape[inner].level && shape[$0].level < shape[outer].level
    }
  }

  private func describe(_ words: [MemoryAccess]) -> String {
    words.map { word in
      if let event = word.event { return "\(event)" }
      return "\(word.kind) 0x\(String(word.gva.rawValue, radix: 16))\(word.crossesPage ? "+" : "")"
    }.joined(separator: ", ")
  }

  private func describe(_ shape: TLBHierarchyShape) -> String {
    let arrays = (0..<shape.arrayCount).map { "\n  \(shape[$0])" }.joined()
    return "\(shape.secondLevel), \(shape.thirdLevel), \(shape.prefetcher), \(shape.tagging), \(isUniform)\(arrays)"
  }

  // MARK: The program

  private mutating func wire() {
    for number in 0..<shape.arrayCount where shape[number].geometry.wiredWays > 0 {
      let gva = GVA(UInt64(random.below(4)) << 12)
      let size = pages.pageSize(of: gva)
      guard shape[number].sizes.contains(size) else { continue }
      owned.hierarchy.wire(gva, size, inArray: number, at: 1)
      reference.wire(gva, size, inArray: number, at: 1)
    }
  }

  private mutating func word() -> MemoryAccess {
    if random.oneIn(12) { return MemoryAccess(event()) }
    return access()
  }

  /// Steps, strides, repeats and jumps among few pages; some cross.
  private mutating func access() -> MemoryAccess {
    let page = pages.pageSize(of: GVA(position)).byteCount
    switch random.below(6) {
    case 0: position &+= page
    case 1: position &+= 3 * page
    case 2: position = UInt64(random.below(24)) * page
    case 3: position = 1 << 30 + UInt64(random.below(12)) * pages.other.byteCount
    case 4: position = random.next() % (40 * page)
    default: break
    }
    position %= 1 << 36
    let half: UInt64 = random.oneIn(6) ? 0xFFFF_8000_0000_0000 : 0
    let edge: UInt64 = random.oneIn(5) ? 0xFFC : 0
    return MemoryAccess(random.pick([.load, .store, .fetch]), GVA(position | half | edge), byteCount: 8)
  }

  private mutating func event() -> MemoryAccess.Event {
    let asid = ASID(UInt16(random.below(3)))
    switch random.below(16) {
    case 0: return .flushAll
    case 1: return .flushNonGlobal
    case 2, 3: return .flushSpace(asid)
    case 4..<7: return .switchMachine(UInt16(random.below(3)))
    case 7..<11: return .switchSpace(asid)
    default: return .invalidate(access().gva)
    }
  }
}
