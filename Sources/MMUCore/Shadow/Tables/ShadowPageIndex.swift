/// A shadow page by its number in the pager's pool; its table is the frame of that number.
public struct ShadowPageIndex: Equatable, Sendable, BitwiseCopyable {
  /// The number, from 0.
  public let rawValue: UInt32

  /// The page with a number.
  @inline(__always)
  init(_ rawValue: UInt32) { self.rawValue = rawValue }

  /// No page.
  static var none: ShadowPageIndex {
    @inline(__always) get { ShadowPageIndex(.max) }
  }

  @inline(__always)
  var isNone: Bool { rawValue == .max }

  /// The number, to index with.
  @inline(__always)
  var position: Int { Int(truncatingIfNeeded: rawValue) }

  /// One of the page's 512 entries.
  @inline(__always)
  func entry(_ position: Int) -> ShadowEntryIndex {
    ShadowEntryIndex(rawValue &<< 9 | UInt32(truncatingIfNeeded: position))
  }
}
