/// A page-table format: the meaning of its entries, and nothing about walking them.
///
/// Conformers are case-less enums with static requirements only, so that a walker specialised for one has no trace of
/// the protocol left. Entries are words of 64 bits; where they are narrower in memory, the upper bits are zero.
public protocol PagingFormat {
  /// The addresses that it translates.
  associatedtype Input: AddressSpace

  /// The addresses that it gives, among which its tables lie.
  associatedtype Output: AddressSpace

  /// What controls and processor make of the format, worked out once: masks of reserved bits, permissions.
  associatedtype Rules: Sendable

  /// What the registers hold that a walk begins from.
  associatedtype Root: Sendable = Address<Output>

  // MARK: Shape

  /// The size of the smallest page.
  static var basePageSize: PageSize { get }

  /// How many bits of the address index one table.
  static var indexBits: UInt8 { get }

  /// How wide an entry is in memory.
  static var entrySize: EntrySize { get }

  /// The level of the first table that is read.
  static func rootLevel(_ rules: Rules) -> PageLevel

  /// Whether an address can be translated at all.
  static func isCanonical(_ address: Address<Input>, _ rules: Rules) -> Bool

  /// What the root registers say about an address: the table to begin with, or ``EntryClass/absent``.
  static func rootTable(_ root: Root, for address: Address<Input>, _ rules: Rules) -> EntryClass<Output>

  /// The distance in bytes from the start of a level's table to the entry for an address.
  static func entryOffset(of address: Address<Input>, at level: PageLevel, _ rules: Rules) -> UInt64

  // MARK: Entries

  /// What an entry is at a level.
  static func classify(_ entry: UInt64, at level: PageLevel, _ rules: Rules) -> EntryClass<Output>

  /// The neutral start of the bits that ``inherit(_:_:)`` gathers.
  static var inheritedAtRoot: UInt64 { get }

  /// Gathers what an entry that leads to a table says about everything below it, in the format's own encoding.
  static func inherit(_ inherited: UInt64, _ entry: UInt64) -> UInt64

  /// The rights that a leaf and the tables above it grant.
  static func rights(_ inherited: UInt64, _ leaf: UInt64, _ rules: Rules) -> AccessRights

  /// Every class of access that a leaf permits, the state of its accessed and dirty bits included where hardware may not
  /// set them.
  static func permitted(_ inherited: UInt64, _ leaf: UInt64, _ rules: Rules) -> AccessClassSet

  /// Why an access that is not permitted is not.
  static func denial(
    of access: GuestAccess, _ inherited: UInt64, _ leaf: UInt64, _ rules: Rules
  ) -> PageFault.Reason

  /// Whether the leaf is global under these rules: kept across flushes of one address space.
  static func isGlobal(_ inherited: UInt64, _ leaf: UInt64, _ rules: Rules) -> Bool

  // MARK: Accessed and dirty bits

  /// An entry that leads to a table, once it has been used.
  static func markedTable(_ entry: UInt64, _ rules: Rules) -> UInt64

  /// A leaf once it has been used, by a store if `dirty`.
  static func markedLeaf(_ entry: UInt64, dirty: Bool, _ rules: Rules) -> UInt64

  /// Whether a store would change nothing in the leaf any more.
  static func isDirty(_ leaf: UInt64, _ rules: Rules) -> Bool
}
