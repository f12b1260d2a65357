import MMUCore

/// The pages that are mapped, by size.
public struct PageCounts: Equatable, Sendable, Codable {
  /// Of 4 KiB, without those in blocks.
  public var kib4: UInt64 = 0
  /// Blocks of 64 KiB.
  public var kib64: UInt64 = 0
  /// Of 2 MiB.
  public var mib2: UInt64 = 0
  /// Of 1 GiB.
  public var gib1: UInt64 = 0

  /// None.
  public init() {}

  /// The memory that they take, in bytes.
  public var byteCount: UInt64 { kib4 << 12 + kib64 << 16 + mib2 << 21 + gib1 << 30 }

  /// All of them.
  public var total: UInt64 { kib4 + kib64 + mib2 + gib1 }

  subscript(size: PageSize) -> UInt64 {
    get { self[keyPath: Self.place(of: size)] }
    set { self[keyPath: Self.place(of: size)] = newValue }
  }

  private static func place(of size: PageSize) -> WritableKeyPath<PageCounts, UInt64> {
    switch size {
    case .gib1: \.gib1
    case .mib2: \.mib2
    case PageSizeMap.blockSize: \.kib64
    default: \.kib4
    }
  }
}
