import MMUCore

// The formats with 8-byte x86 entries.

extension EntryEncoding where Format: X86Format {
  /// P, W and U.
  public static func table(_ table: Address<Format.Output>) -> UInt64 { table.rawValue | 0b111 }
  /// P, W and U; A and D if touched; PS above level 1.
  public static func leaf(
    _ page: Address<Format.Output>, at level: PageLevel, _ attributes: PageAttributes
  ) -> UInt64 {
    page.rawValue | (attributes.isTouched ? 0b0110_0111 : 0b0111) | (level == .leaf ? 0 : 1 << 7)
  }
}
