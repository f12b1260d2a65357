import MMUCore

/// Entries of AMD's nested tables.
public enum NPTEncoding: EntryEncoding {
  /// The format.
  public typealias Format = NPT
}
