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
