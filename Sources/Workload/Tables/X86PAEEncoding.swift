import MMUCore

/// Entries of PAE paging, with the four page directories as roots.
public enum X86PAEEncoding: EntryEncoding {
  /// The format.
  public typealias Format = X86PAE

  /// Four.
  public static var rootTableCount: Int { 4 }
  /// Bits 31:30.
  public static func rootTable(of gva: GVA) -> Int { Int(gva.rawValue >> 30 & 3) }
  /// Present pointers.
  public static func root(_ tables: [GPA]) -> X86PAEPointers {
    X86PAEPointers(tables[0].rawValue | 1, tables[1].rawValue | 1, tables[2].rawValue | 1, tables[3].rawValue | 1)
  }
}
