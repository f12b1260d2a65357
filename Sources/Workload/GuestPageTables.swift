import MMUCore

/// The guest operating system's side of 4-level x86 paging: builds tables in guest memory, taking a frame for each.
public struct GuestPageTables {
  /// Why a page was not mapped.
  public enum Refusal: Equatable, Sendable {
    /// No frame is left for a table.
    case outOfTableFrames
    /// A larger page is mapped there already.
    case coveredByLargerPage
    /// The size is none that the format maps.
    case unsupportedSize
  }

  /// What an entry allows, in the format's own bits.
  public struct Flags: Sendable, Equatable {
    /// The bits to set in an entry.
    public var bits: UInt64

    /// Bits as the format defines them.
    public init(bits: UInt64) { self.bits = bits }

    /// Present, writable, user, executable; not accessed, not dirty: as a fresh mapping of a user's page.
    public static let userWritable = Flags(bits: 0b111)

    /// As Linux maps a page that it faults in for a store: accessed and dirty already.
    public static let userTouched = Flags(bits: 0b110_0111)
  }

  /// The memory that holds the tables.
  public let memory: GuestMemory
  /// The root table.
  public let root: GPA
  /// How many tables there are, the root included.
  public private(set) var tableCount: UInt64 = 1
  private var pool: FramePool<GuestPhysical>

  /// Empty tables that take their frames from a pool; `nil` when it has none for the root.
  public init?(memory: GuestMemory, pool: FramePool<GuestPhysical>) {
    var pool = pool
    guard let frame = pool.allocate() else { return nil }
    self.memory = memory
    self.pool = pool
    root = frame.address
  }

  /// Maps one page, making the tables on its path that are missing.
  ///
  /// - Parameters:
  ///   - gva: any address of the page.
  ///   - gpa: any address of the frame that it maps to.
  ///   - flags: of the leaf; tables on the path get P, W and U.
  public mutating func map(_ gva: GVA, to gpa: GPA, _ size: PageSize, _ flags: Flags) -> Refusal? {
    guard let leafLevel = Self.leafLevel(of: size) else { return .unsupportedSize }
    var table = root
    var level = PageLevel(4)
    while level > leafLevel {
      let address = table.advanced(by: Self.entryOffset(of: gva, at: level))
      let entry = memory.load(at: address) ?? 0
      if entry & Self.present == 0 {
        guard let fresh = pool.allocate() else { return .outOfTableFrames }
        tableCount += 1
        table = fresh.address
        memory.store(table.rawValue | Flags.userWritable.bits, at: address)
      } else if entry & Self.largePage != 0 {
        return .coveredByLargerPage
      } else {
        table = GPA(entry & 0x000F_FFFF_FFFF_F000)
      }
      level = level.below
    }
    let leaf = table.advanced(by: Self.entryOffset(of: gva, at: level))
    let sizeBit = level == .leaf ? 0 : Self.largePage
    memory.store(gpa.aligned(to: size).rawValue | flags.bits | sizeBit, at: leaf)
    return nil
  }

  /// The distance in bytes from the start of a level's table to the entry for an address: its nine bits of the address.
  private static func entryOffset(of gva: GVA, at level: PageLevel) -> UInt64 {
    (gva.rawValue >> (12 + 9 * (level.rawValue - 1)) & 511) * 8
  }

  private static let present: UInt64 = 1
  private static let largePage: UInt64 = 1 << 7

  private static func leafLevel(of size: PageSize) -> PageLevel? {
    switch size {
    case .kib4: .leaf
    case .mib2: PageLevel(2)
    case .gib1: PageLevel(3)
    default: nil
    }
  }
}
