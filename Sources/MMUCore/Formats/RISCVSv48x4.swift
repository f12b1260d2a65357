/// RISC-V Sv48x4: the second stage that resembles Sv48, for 50-bit guest physical addresses. Its root table is four times as
/// large, 16 KiB.
///
/// Source: RISC-V Privileged Architecture 1.13, section "Guest Physical Address Translation".
public enum RISCVSv48x4: RISCVSecondStageFormat {
  /// 512 entries a table; 2048 in the root.
  public static var indexBits: UInt8 { 9 }

  /// 50 bits.
  public static var inputBits: UInt8 { 50 }

  /// Four levels.
  @inline(__always)
  public static func rootLevel(_ rules: Rules) -> PageLevel { PageLevel(4) }
}
