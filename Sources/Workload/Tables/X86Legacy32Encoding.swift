import MMUCore

/// Entries of 32-bit paging.
public enum X86Legacy32Encoding: EntryEncoding {
  /// The format.
  public typealias Format = X86Legacy32

  /// P, W and U.
  public static func table(_ table: GPA) -> UInt64 { table.rawValue | 0b111 }
  /// P, W and U; A and D if touched; PS above level 1, with address bits 39:32 in bits 20:13.
  public static func leaf(_ page: GPA, at level: PageLevel, _ attributes: PageAttributes) -> UInt64 {
    let flags: UInt64 = attributes.isTouched ? 0b0110_0111 : 0b0111
    if level == .leaf { return page.rawValue | flags }
    return page.rawValue & 0xFFC0_0000 | (page.rawValue >> 32 & 0xFF) << 13 | flags | 1 << 7
  }
}
