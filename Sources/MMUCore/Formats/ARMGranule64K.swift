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
