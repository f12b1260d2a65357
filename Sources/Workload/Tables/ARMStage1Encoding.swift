import MMUCore

/// Entries of a first stage of VMSAv8-64; the roots are TTBR0's and TTBR1's tables.
public enum ARMStage1Encoding<Granule: ARMGranule>: EntryEncoding {
  /// The format.
  public typealias Format = ARMStage1<Granule>

  /// Two.
  public static var rootTableCount: Int { 2 }
  /// Bit 63.
  public static func rootTable(of gva: GVA) -> Int { Int(gva.rawValue >> 63) }
  /// The two registers.
  public static func root(_ tables: [GPA]) -> ARMRoots { ARMRoots(lower: tables[0], upper: tables[1]) }

  /// Valid, a table.
  public static func table(_ table: GPA) -> UInt64 { table.rawValue | 3 }
  /// Valid, EL0 and EL1 may read and write, inner shareable; the access flag if touched.
  public static func leaf(_ page: GPA, at level: PageLevel, _ attributes: PageAttributes) -> UInt64 {
    page.rawValue | (level == .leaf ? 3 : 1) | 1 << 6 | 3 << 8 | (attributes.isTouched ? 1 << 10 : 0)
  }
}
