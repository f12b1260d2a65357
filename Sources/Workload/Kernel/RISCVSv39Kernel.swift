import MMUCore

/// Entries of Sv39's tables, as xv6 has them.
public enum RISCVSv39Kernel: KernelFormat {
  /// The format.
  public typealias Format = RISCVSv39

  /// Three levels.
  public static let rootLevel = PageLevel(3)

  /// V.
  public static func table(_ table: GPA) -> UInt64 { (table.rawValue >> 12) << 10 | 1 }
  /// V, R and A, and D with W.
  public static func page(_ page: GPA, at level: PageLevel, _ rights: KernelRights) -> UInt64 {
    (page.rawValue >> 12) << 10 | 0x43 | (rights.contains(.write) ? 0x80 : 0) | bits(rights)
  }

  private static func bits(_ rights: KernelRights) -> UInt64 {
    (rights.contains(.write) ? 4 : 0) | (rights.contains(.execute) ? 8 : 0) | (rights.contains(.user) ? 16 : 0)
      | (rights.contains(.global) ? 32 : 0)
  }

  /// V.
  public static func isPresent(_ entry: UInt64) -> Bool { entry & 1 != 0 }
  /// Any of R, W and X.
  public static func isPage(_ entry: UInt64, at level: PageLevel) -> Bool { entry & 0xE != 0 }
  /// Bits 53 to 10.
  public static func address(_ entry: UInt64) -> GPA { GPA((entry >> 10) << 12 & 0x00FF_FFFF_FFFF_F000) }
  /// W, X, U and G anew.
  public static func changing(_ entry: UInt64, to rights: KernelRights) -> UInt64 { entry & ~0x3C | bits(rights) }
  /// W.
  public static func isWritable(_ entry: UInt64) -> Bool { entry & 4 != 0 }
}
