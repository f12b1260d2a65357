/// What the pages of an audit add up to.
struct ShadowTotals: BitwiseCopyable {
  var pages = 0
  var roots = 0
  var copies = 0
  var protecting = 0
  var unsync = 0
  /// Sums over all links and all mappings, in which each counts by its place: two lists that hold the same places have equal sums.
  var links: UInt64 = 0
  var mappings: UInt64 = 0

  /// A place's share in a sum.
  static func share(_ place: ShadowEntryIndex) -> UInt64 {
    var mixed = (UInt64(place.rawValue) &+ 1) &* 0x9E37_79B9_7F4A_7C15
    mixed ^= mixed &>> 29
    return mixed &* 0xBF58_476D_1CE4_E5B9
  }
}
