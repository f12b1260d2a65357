import MMUCore
import MMUReference

/// The tables of the access matrix: one path from the root to one page, of which the two lowest entries vary.
struct AccessTables: Sendable {
  /// The one address.
  static let gva = GVA(0xFFFF_9234_0000_0000)
  /// The page: 32 MiB, which a large page maps as well.
  static let page: UInt64 = 32 << 20
  private static let firstTable: UInt64 = 33 << 20

  let levels: Int

  /// Frames of memory that hold the page and the tables.
  var frameCount: Int { Int(Self.firstTable >> 12) + levels }

  /// Where walks begin.
  var root: UInt64 { table(at: levels) }

  /// The table of a level.
  private func table(at level: Int) -> UInt64 { Self.firstTable + UInt64(levels - level) << 12 }

  /// Where the entry for the address lies at a level.
  func place(at level: Int) -> UInt64 {
    table(at: level) + (Self.gva.rawValue >> UInt64(12 + 9 * (level - 1)) & 511) * 8
  }

  /// The entries above the page directory: everything permitted, but for writes where level 3 says so. Not accessed yet.
  func upperEntries(_ flags: AccessFlags) -> [MatrixEntry] {
    (3...levels).reversed().map { level in
      let isReadOnly = level == 3 && flags.contains(.pdpteReadOnly)
      return MatrixEntry(place: place(at: level), value: table(at: level - 1) | (isReadOnly ? 0b101 : 0b111))
    }
  }

  /// The page table's entry.
  @inline(__always)
  func pte(_ flags: AccessFlags) -> UInt64 {
    let low = UInt64(flags.rawValue)
    var entry = Self.page
    entry |= low >> 5 & 1 | (low & 1) << 1 | (low >> 1 & 1) << 2 | (low >> 2 & 3) << 5
    entry |= (low >> 4 & 1) << 63 | (low >> 6 & 1) << 51 | (low >> 7 & 1) << 36
    // Key 1, whatever the page directory says.
    return entry | (low >> 21 & 1) << 59
  }

  /// The page directory's entry, for a large page or for the page table.
  @inline(__always)
  func pde(_ flags: AccessFlags) -> UInt64 {
    let low = UInt64(flags.rawValue)
    let isLarge = flags.contains(.pdeLarge)
    var entry = isLarge ? Self.page & ~(1 << 21) : table(at: 1)
    entry |= low >> 14 & 1 | (low >> 8 & 1) << 1 | (low >> 9 & 1) << 2 | (low >> 10 & 7) << 5
    entry |= (low >> 13 & 1) << 63 | (low >> 15 & 1) << 51 | (low >> 16 & 1) << 36 | (low >> 17 & 1) << 13
    // Key 1 for a page; key 2, which is denied everything, where it must not count.
    return entry | (low >> 21 & 1) << (isLarge ? 59 : 60)
  }

  /// The controls of a case.
  static func configuration(_ flags: AccessFlags, _ machine: MatrixMachine) -> X86Configuration {
    var controls = X86Controls.none
    if flags.contains(.noExecuteEnable) { controls |= .noExecute }
    if flags.contains(.writeProtect) { controls |= .writeProtect }
    if flags.contains(.smep) { controls |= .smep }
    if flags.contains(.protectionKeys) { controls |= .userKeys }
    var pkru: UInt32 = 0xFFFF_FFFC
    if flags.contains(.protectionKeys) {
      pkru = 0x30 | (flags.contains(.keyWriteDisabled) ? 8 : 0) | (flags.contains(.keyAccessDisabled) ? 4 : 0)
    }
    return X86Configuration(
      controls: controls, maxPhysicalAddressBits: machine.maxPhysicalAddressBits,
      keys: X86ProtectionKeys(pkru: pkru))
  }

  /// The access of a case.
  static func access(_ flags: AccessFlags) -> GuestAccess {
    let kind: AccessKind = flags.contains(.fetch) ? .fetch : flags.contains(.write) ? .store : .load
    return GuestAccess(kind, flags.contains(.user) ? .user : .supervisor)
  }
}
