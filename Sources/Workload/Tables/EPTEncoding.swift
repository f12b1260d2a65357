import MMUCore

/// Entries of extended page tables: every right, write-back.
public enum EPTEncoding: EntryEncoding {
  /// The format.
  public typealias Format = EPT

  /// R, W and X, and user execution.
  public static func table(_ table: HPA) -> UInt64 { table.rawValue | 0x407 }
  /// The same; A and D if touched; bit 7 above level 1.
  public static func leaf(_ page: HPA, at level: PageLevel, _ attributes: PageAttributes) -> UInt64 {
    page.rawValue | 0x437 | (attributes.isTouched ? 0x300 : 0) | (level == .leaf ? 0 : 1 << 7)
  }
}
