import MMUCore

/// How an operating system or a hypervisor writes the entries of a format: the other direction of ``PagingFormat``.
public protocol EntryEncoding {
  /// The format.
  associatedtype Format: PagingFormat

  /// The registers that lead to the root tables, of which there are ``rootTableCount``.
  static func root(_ tables: [Address<Format.Output>]) -> Format.Root
  /// How many root tables there are: one, or as many as there are root registers.
  static var rootTableCount: Int { get }
  /// Which of the root tables translates an address.
  static func rootTable(of address: Address<Format.Input>) -> Int
  /// How many 4 KiB frames the root table takes.
  static func rootFrameCount(_ rules: Format.Rules) -> Int

  /// An entry that leads to a table and takes no right away.
  static func table(_ table: Address<Format.Output>) -> UInt64
  /// An entry that maps a page.
  static func leaf(_ page: Address<Format.Output>, at level: PageLevel, _ attributes: PageAttributes) -> UInt64
}

extension EntryEncoding {
  /// One.
  public static var rootTableCount: Int { 1 }
  /// The only one.
  public static func rootTable(of address: Address<Format.Input>) -> Int { 0 }
  /// As many as any table.
  public static func rootFrameCount(_ rules: Format.Rules) -> Int { tableFrameCount }

  /// How many 4 KiB frames a table takes.
  static var tableFrameCount: Int { max(1, (Int(Format.entrySize.rawValue) << Int(Format.indexBits)) / 4096) }
}

extension EntryEncoding where Format.Root == Address<Format.Output> {
  /// The address of the one root table.
  public static func root(_ tables: [Address<Format.Output>]) -> Format.Root { tables[0] }
}
