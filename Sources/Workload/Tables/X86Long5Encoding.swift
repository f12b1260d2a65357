import MMUCore

/// Entries of 5-level paging.
public enum X86Long5Encoding: EntryEncoding {
  /// The format.
  public typealias Format = X86Long5
}
