import MMUCore

/// Entries of 4-level paging.
public enum X86Long4Encoding: EntryEncoding {
  /// The format.
  public typealias Format = X86Long4
}
