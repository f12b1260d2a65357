/// What TLBP finds.
public enum ReferenceMIPSProbe: Equatable, Sendable {
  /// The entry that matches EntryHi.
  case entry(Int)
  /// None does; the P bit of Index is set.
  case none
  /// Several do: the TLB has shut itself down.
  case shutdown
}
