/// Where a walk benchmark's page tables lie when they are read, by how much memory they cover.
///
/// Leaf entries lie a cache line apart, so that each walk needs a line of its own.
enum TableResidence: String, CaseIterable {
  /// In a first-level cache: 4 KiB of leaf entries.
  case hot
  /// In a second-level cache: 256 KiB.
  case l2
  /// In a last-level cache: 8 MiB.
  case llc
  /// In memory: 128 MiB.
  case dram

  /// Whether the tables stay in a second-level cache.
  var isResident: Bool { self == .hot || self == .l2 }

  /// The number of leaf entries, and of the lines that hold them.
  var leafCount: Int {
    switch self {
    case .hot: 1 << 6
    case .l2: 1 << 12
    case .llc: 1 << 17
    case .dram: 1 << 21
    }
  }
}
