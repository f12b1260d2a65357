import MMUCore

/// Entries of 4-level paging.
public enum X86Long4Encoding: EntryEncoding {
  /// The format.
  public typealias Format = X86Long4
}

/// Entries of 5-level paging.
public enum X86Long5Encoding: EntryEncoding {
  /// The format.
  public typealias Format = X86Long5
}

/// Entries of AMD's nested tables.
public enum NPTEncoding: EntryEncoding {
  /// The format.
  public typealias Format = NPT
}

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
