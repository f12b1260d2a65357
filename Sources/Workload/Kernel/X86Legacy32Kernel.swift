import MMUCore

/// Entries of 32-bit x86 tables, as xv6 has them.
public enum X86Legacy32Kernel: KernelFormat {
  /// The format.
  public typealias Format = X86Legacy32

  /// The page directory.
  public static let rootLevel = PageLevel(2)

  /// P, W, U, A.
  public static func table(_ table: GPA) -> UInt64 { table.rawValue | 0x27 }
  /// P and A, and D with W; nothing forbids to fetch.
  public static func page(_ page: GPA, at level: PageLevel, _ rights: KernelRights) -> UInt64 {
    page.rawValue | 0x21 | (rights.contains(.write) ? 0x40 : 0) | bits(rights) | (level == .leaf ? 0 : 1 << 7)
  }

  private static func bits(_ rights: KernelRights) -> UInt64 {
    (rights.contains(.write) ? 2 : 0) | (rights.contains(.user) ? 4 : 0)
  }

  /// P.
  public static func isPresent(_ entry: UInt64) -> Bool { entry & 1 != 0 }
  /// PS, or level 1.
  public static func isPage(_ entry: UInt64, at level: PageLevel) -> Bool { level == .leaf || entry & 1 << 7 != 0 }
  /// Bits 31 to 12.
  public static func address(_ entry: UInt64) -> GPA { GPA(entry & 0xFFFF_F000) }
  /// W and U anew.
  public static func changing(_ entry: UInt64, to rights: KernelRights) -> UInt64 { entry & ~6 | bits(rights) }
  /// W.
  public static func isWritable(_ entry: UInt64) -> Bool { entry & 2 != 0 }
}
