/// RISC-V Sv57x4: the second stage that resembles Sv57, for 59-bit guest physical addresses. Its root table is four times as
/// large, 16 KiB.
///
/// Source: RISC-V Privileged Architecture 1.13, section "Guest Physical Address Translation".
public enum RISCVSv57x4: RISCVSecondStageFormat {
  /// 512 entries a table; 2048 in the root.
  public static var indexBits: UInt8 { 9 }

  /// 59 bits.
  public static var inputBits: UInt8 { 59 }

  /// Five levels.
  @inline(__always)
  public static func rootLevel(_ rules: Rules) -> PageLevel { PageLevel(5) }
}
