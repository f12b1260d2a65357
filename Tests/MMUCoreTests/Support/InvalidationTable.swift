import MMUCore

/// What survives which invalidation: Intel SDM vol. 3A, section "Operations that Invalidate TLBs and Paging-Structure
/// Caches", every combination by hand.
enum InvalidationTable {
  enum Operation: CaseIterable, Sendable {
    case invalidatePage, flushSpace, flushNonGlobal, flushAll
  }

  struct Row: Sendable {
    let operation: Operation
    let isGlobal: Bool
    /// Whether the operation names the entry's own address space.
    let isSameSpace: Bool
    let survives: Bool

    /// The entry's address space and the one that the operation names. Zero among them: an implementation that keeps no
    /// address space in a global entry may keep a zero there.
    var spaces: [(own: ASID, named: ASID)] {
      let pairs: [(UInt16, UInt16)] = isSameSpace ? [(0, 0), (1, 1)] : [(1, 2), (1, 0), (0, 1)]
      return pairs.map { (ASID($0), ASID($1)) }
    }
  }

  static let rows: [Row] = [
    Row(operation: .invalidatePage, isGlobal: false, isSameSpace: true, survives: false),
    Row(operation: .invalidatePage, isGlobal: false, isSameSpace: false, survives: true),
    Row(operation: .invalidatePage, isGlobal: true, isSameSpace: true, survives: false),
    Row(operation: .invalidatePage, isGlobal: true, isSameSpace: false, survives: false),
    Row(operation: .flushSpace, isGlobal: false, isSameSpace: true, survives: false),
    Row(operation: .flushSpace, isGlobal: false, isSameSpace: false, survives: true),
    Row(operation: .flushSpace, isGlobal: true, isSameSpace: true, survives: true),
    Row(operation: .flushSpace, isGlobal: true, isSameSpace: false, survives: true),
    Row(operation: .flushNonGlobal, isGlobal: false, isSameSpace: true, survives: false),
    Row(operation: .flushNonGlobal, isGlobal: false, isSameSpace: false, survives: false),
    Row(operation: .flushNonGlobal, isGlobal: true, isSameSpace: true, survives: true),
    Row(operation: .flushNonGlobal, isGlobal: true, isSameSpace: false, survives: true),
    Row(operation: .flushAll, isGlobal: false, isSameSpace: true, survives: false),
    Row(operation: .flushAll, isGlobal: false, isSameSpace: false, survives: false),
    Row(operation: .flushAll, isGlobal: true, isSameSpace: true, survives: false),
    Row(operation: .flushAll, isGlobal: true, isSameSpace: false, survives: false),
  ]
}
