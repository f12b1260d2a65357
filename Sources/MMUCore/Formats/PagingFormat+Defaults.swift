// What most formats have in common.

extension PagingFormat {
  /// 4 KiB.
  public static var basePageSize: PageSize { .kib4 }

  /// 8 bytes.
  public static var entrySize: EntrySize { .bytes8 }

  /// The position of a level's index in the address.
  @inline(__always)
  static func indexShift(at level: PageLevel) -> UInt8 {
    basePageSize.shift &+ UInt8(truncatingIfNeeded: level.rawValue &- 1) &* indexBits
  }

  /// The level's ``indexBits`` bits of the address, times the size of an entry.
  @inline(__always)
  public static func entryOffset(of address: Address<Input>, at level: PageLevel, _ rules: Rules) -> UInt64 {
    let index = (address.rawValue &>> UInt64(indexShift(at: level))) & ((1 &<< UInt64(indexBits)) &- 1)
    return index &* UInt64(entrySize.rawValue)
  }

  /// The size of the page that a leaf at a level maps.
  @inline(__always)
  public static func pageSize(at level: PageLevel) -> PageSize { PageSize(shift: indexShift(at: level)) }

  /// Its rights forbid it.
  public static func denial(
    of access: GuestAccess, _ inherited: UInt64, _ leaf: UInt64, _ rules: Rules
  ) -> PageFault.Reason { .protection }

  /// Nothing is global.
  @inline(__always)
  public static func isGlobal(_ inherited: UInt64, _ leaf: UInt64, _ rules: Rules) -> Bool { false }

  /// Nothing is inherited.
  public static var inheritedAtRoot: UInt64 {
    @inline(__always) get { 0 }
  }

  /// Nothing is gathered.
  @inline(__always)
  public static func inherit(_ inherited: UInt64, _ entry: UInt64) -> UInt64 { inherited }

  /// Unchanged.
  @inline(__always)
  public static func markedTable(_ entry: UInt64, _ rules: Rules) -> UInt64 { entry }
}

extension PagingFormat where Root == Address<Output> {
  /// The one root register.
  @inline(__always)
  public static func rootTable(
    _ root: Root, for address: Address<Input>, _ rules: Rules
  ) -> EntryClass<Output> { .table(root) }
}
