import MMUCore

/// Entries of a second stage of VMSAv8-64.
public enum ARMStage2Encoding<Granule: ARMGranule>: EntryEncoding {
  /// The format.
  public typealias Format = ARMStage2<Granule>

  /// Valid, a table.
  public static func table(_ table: HPA) -> UInt64 { table.rawValue | 3 }
  /// Valid, readable, writable and executable, inner shareable; the access flag if touched.
  public static func leaf(_ page: HPA, at level: PageLevel, _ attributes: PageAttributes) -> UInt64 {
    page.rawValue | (level == .leaf ? 3 : 1) | 3 << 6 | 3 << 8 | (attributes.isTouched ? 1 << 10 : 0)
  }
}
