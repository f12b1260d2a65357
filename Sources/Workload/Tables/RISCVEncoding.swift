import MMUCore

/// Entries of a RISC-V format of either stage.
public enum RISCVEncoding<Format: RISCVFormat>: EntryEncoding where Format.Root == Address<Format.Output> {
  /// A second stage's root is four times as large.
  public static func rootFrameCount(_ rules: RISCVRules) -> Int { Format.Input.kind == .guestPhysical ? 4 : 1 }

  /// V.
  public static func table(_ table: Address<Format.Output>) -> UInt64 { (table.rawValue >> 12) << 10 | 1 }
  /// V, R, W, X and U; A and D if touched.
  public static func leaf(
    _ page: Address<Format.Output>, at level: PageLevel, _ attributes: PageAttributes
  ) -> UInt64 {
    (page.rawValue >> 12) << 10 | 0x1F | (attributes.isTouched ? 0xC0 : 0)
  }
}
