/// What a page-table entry is, as its format reads it at its level.
public enum EntryClass<Output: AddressSpace>: Equatable, Sendable, BitwiseCopyable {
  /// Not present: nothing else in the entry means anything.
  case absent
  /// Present with a reserved bit set.
  case malformed
  /// Present with an address wider than the physical addresses in use, in a format that tells this from a reserved bit.
  case beyondAddressSize
  /// Leads to the table at this address.
  case table(Address<Output>)
  /// Maps a page of this size, whose first byte is at this address.
  case leaf(Address<Output>, PageSize)
}
