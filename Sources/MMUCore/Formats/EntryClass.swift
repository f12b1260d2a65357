/// What a page-table entry is, as its format reads it at its level.
public enum EntryClass: Equatable, Sendable, BitwiseCopyable {
  /// Not present: nothing else in the entry means anything.
  case absent
  /// Present with a reserved bit set.
  case malformed
  /// Leads to the table at this address.
  case table(GPA)
  /// Maps a page of this size, whose first byte is at this address.
  case leaf(GPA, PageSize)
}
