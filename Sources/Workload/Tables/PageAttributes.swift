/// What an operating system says of a page that it maps, in any format's bits.
public enum PageAttributes: Sendable {
  /// A user's page with every right; not accessed, not dirty: a fresh mapping.
  case userWritable
  /// The same, accessed and dirty already, as Linux maps a page that it faults in for a store.
  case userTouched

  /// Whether the accessed and dirty bits are set.
  var isTouched: Bool { self == .userTouched }
}
