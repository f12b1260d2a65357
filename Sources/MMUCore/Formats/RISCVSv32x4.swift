/// RISC-V Sv32x4: the second stage that resembles Sv32, for 34-bit guest physical addresses. Its root table is four times as
/// large, 16 KiB.
///
/// Source: RISC-V Privileged Architecture 1.13, section "Guest Physical Address Translation".
public enum RISCVSv32x4: RISCVSecondStageFormat {
  /// 1024 entries a table; 4096 in the root.
  public static var indexBits: UInt8 { 10 }

  /// 4 bytes.
  public static var entrySize: EntrySize { .bytes4 }

  /// 34 bits.
  public static var inputBits: UInt8 { 34 }

  /// Two levels.
  @inline(__always)
  public static func rootLevel(_ rules: Rules) -> PageLevel { PageLevel(2) }
}
