/// An entry of a shadow table: its page and its position there, 0 to 511, in one word.
struct ShadowEntryIndex: Equatable, BitwiseCopyable {
  /// The page's number times 512, plus the position.
  let rawValue: UInt32

  @inline(__always)
  init(_ rawValue: UInt32) { self.rawValue = rawValue }

  @inline(__always)
  var page: ShadowPageIndex { ShadowPageIndex(rawValue &>> 9) }

  @inline(__always)
  var position: Int { Int(truncatingIfNeeded: rawValue & 511) }

  /// The word, to index with: shadow tables lie one after the other.
  @inline(__always)
  var offset: Int { Int(truncatingIfNeeded: rawValue) }
}
