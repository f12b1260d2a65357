/// The size of a VMSAv8-64 table and of its smallest page, with what follows from it.
///
/// Source: Arm ARM (DDI 0487), chapter D8, sections "Translation granules" and "The Contiguous bit".
public protocol ARMGranule {
  /// The size of a page.
  static var pageSize: PageSize { get }
  /// How many bits of the address index one table.
  static var indexBits: UInt8 { get }
  /// The highest level that may map a block.
  static var highestBlockLevel: PageLevel { get }
  /// The binary logarithm of how many neighbours a contiguous bit joins.
  static func contiguousBits(at level: PageLevel) -> UInt8
}

/// 4 KiB: pages, blocks of 2 MiB and 1 GiB, 16 neighbours.
public enum ARMGranule4K: ARMGranule {
  /// 4 KiB.
  public static var pageSize: PageSize { .kib4 }
  /// 512 entries a table.
  public static var indexBits: UInt8 { 9 }
  /// Arm's level 1.
  public static var highestBlockLevel: PageLevel { PageLevel(3) }
  /// Sixteen.
  @inline(__always)
  public static func contiguousBits(at level: PageLevel) -> UInt8 { 4 }
}

/// 16 KiB: pages, blocks of 32 MiB, 128 neighbouring pages or 32 blocks.
public enum ARMGranule16K: ARMGranule {
  /// 16 KiB.
  public static var pageSize: PageSize { PageSize(shift: 14) }
  /// 2048 entries a table.
  public static var indexBits: UInt8 { 11 }
  /// Arm's level 2.
  public static var highestBlockLevel: PageLevel { PageLevel(2) }
  /// 128 pages, 32 blocks.
  @inline(__always)
  public static func contiguousBits(at level: PageLevel) -> UInt8 { level == .leaf ? 7 : 5 }
}

/// 64 KiB: pages, blocks of 512 MiB, 32 neighbours.
public enum ARMGranule64K: ARMGranule {
  /// 64 KiB.
  public static var pageSize: PageSize { PageSize(shift: 16) }
  /// 8192 entries a table.
  public static var indexBits: UInt8 { 13 }
  /// Arm's level 2.
  public static var highestBlockLevel: PageLevel { PageLevel(2) }
  /// Thirty-two.
  @inline(__always)
  public static func contiguousBits(at level: PageLevel) -> UInt8 { 5 }
}
