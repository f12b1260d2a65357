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
