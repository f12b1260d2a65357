/// RISC-V Sv39x4: the second stage that resembles Sv39, for 41-bit guest physical addresses. Its root table is four times as
/// large, 16 KiB.
///
/// Source: RISC-V Privileged Architecture 1.13, section "Guest Physical Address Translation".
public enum RISCVSv39x4: RISCVSecondStageFormat {
  /// 512 entries a table; 2048 in the root.
  public static var indexBits: UInt8 { 9 }

  /// 41 bits.
  public static var inputBits: UInt8 { 41 }

  /// Three levels.
  @inline(__always)
  public static func rootLevel(_ rules: Rules) -> PageLevel { PageLevel(3) }
}
