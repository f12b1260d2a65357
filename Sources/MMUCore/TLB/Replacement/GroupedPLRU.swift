/// Three groups of four ways, each a tree-PLRU: the victim comes from the group after the one that was used last, (MRU + 1) mod 3,
/// and there its tree points to it.
///
/// Bits 4g to 4g + 3 of the state are the tree of group g, as ``TreePLRU`` has it; bits 12 and 13 the group used last.
///
/// Source: Tatar et al., "TLB;DR: Enhancing TLB-based Attacks with TLB Desynchronized Reverse Engineering", USENIX Security 2022,
/// of Kaby Lake's second level.
enum GroupedPLRU {
  /// How many ways there must be.
  static var ways: Int { 12 }

  /// The state after a use of a way.
  @inline(__always)
  static func touch(_ state: UInt32, way: Int) -> UInt32 {
    let group = UInt32(truncatingIfNeeded: way &>> 2)
    let shift = group &<< 2
    let tree = TreePLRU.touch((state &>> shift) & 15, way: way & 3, ways: 4)
    return state & 0xFFF & ~(15 &<< shift) | tree &<< shift | group &<< 12
  }

  /// The way that makes room.
  @inline(__always)
  static func victim(_ state: UInt32) -> Int {
    let latest = (state &>> 12) & 3
    let group = latest == 2 ? 0 : latest &+ 1
    return Int(group) &* 4 &+ TreePLRU.victim((state &>> (group &<< 2)) & 15, ways: 4)
  }
}
