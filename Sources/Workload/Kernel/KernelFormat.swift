import MMUCore

/// How a kernel writes and reads the entries of its tables.
public protocol KernelFormat {
  /// The format.
  associatedtype Format: PagingFormat
  where Format.Input == GuestVirtual, Format.Output == GuestPhysical, Format.Root == GPA

  /// The level of the root.
  static var rootLevel: PageLevel { get }
  /// An entry that leads to a table.
  static func table(_ table: GPA) -> UInt64
  /// An entry that maps a page of a level; accessed, and dirty if it may be written, as kernels map what was just touched.
  static func page(_ page: GPA, at level: PageLevel, _ rights: KernelRights) -> UInt64
  /// Whether there is anything.
  static func isPresent(_ entry: UInt64) -> Bool
  /// Whether a present entry of a level maps a page.
  static func isPage(_ entry: UInt64, at level: PageLevel) -> Bool
  /// Where a present entry leads.
  static func address(_ entry: UInt64) -> GPA
  /// The same page with other rights; its accessed and dirty bits stay.
  static func changing(_ entry: UInt64, to rights: KernelRights) -> UInt64
  /// Whether a present page may be written.
  static func isWritable(_ entry: UInt64) -> Bool
}

extension KernelFormat {
  /// Where the entry for an address lies in a table of a level.
  static func place(in table: GPA, of gva: GVA, at level: PageLevel) -> GPA {
    let shift = UInt64(Format.pageSize(at: level).shift)
    let index = (gva.rawValue >> shift) & ((1 << UInt64(Format.indexBits)) - 1)
    return table.advanced(by: index * UInt64(Format.entrySize.rawValue))
  }

  /// How many entries a table has.
  static var entryCount: UInt64 { 1 << UInt64(Format.indexBits) }
}
