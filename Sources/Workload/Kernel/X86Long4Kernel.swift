import MMUCore

/// Entries of 4-level x86 tables, as Linux has them.
public enum X86Long4Kernel: KernelFormat {
  /// The format.
  public typealias Format = X86Long4

  private static let noExecute: UInt64 = 1 << 63
  private static let addressMask: UInt64 = 0x000F_FFFF_FFFF_F000

  /// PML4.
  public static let rootLevel = PageLevel(4)

  /// P, W, U, A.
  public static func table(_ table: GPA) -> UInt64 { table.rawValue | 0x27 }

  /// P and A, and D with W.
  public static func page(_ page: GPA, at level: PageLevel, _ rights: KernelRights) -> UInt64 {
    page.rawValue | 0x21 | (rights.contains(.write) ? 0x40 : 0) | bits(rights) | (level == .leaf ? 0 : 1 << 7)
  }

  private static func bits(_ rights: KernelRights) -> UInt64 {
    (rights.contains(.write) ? 2 : 0) | (rights.contains(.user) ? 4 : 0) | (rights.contains(.global) ? 1 << 8 : 0)
      | (rights.contains(.execute) ? 0 : noExecute)
  }

  /// P.
  public static func isPresent(_ entry: UInt64) -> Bool { entry & 1 != 0 }
  /// PS, or level 1.
  public static func isPage(_ entry: UInt64, at level: PageLevel) -> Bool { level == .leaf || entry & 1 << 7 != 0 }
  /// Bits 51 to 12.
  public static func address(_ entry: UInt64) -> GPA { GPA(entry & addressMask) }
  /// W, U, G and NX anew.
  public static func changing(_ entry: UInt64, to rights: KernelRights) -> UInt64 {
    entry & ~(noExecute | 0x106) | bits(rights)
  }
  /// W.
  public static func isWritable(_ entry: UInt64) -> Bool { entry & 2 != 0 }
}
