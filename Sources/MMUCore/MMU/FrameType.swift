/// What a para-virtual guest's frame is used as. A frame is one thing at a time: a table that its guest could write would make
/// every check of its entries worthless.
///
/// Source: Barham et al., "Xen and the Art of Virtualization", SOSP 2003, section 3.3.3.
public struct FrameType: Equatable, Sendable, BitwiseCopyable {
  /// The uses that exclude each other.
  public enum Kind: UInt8, CodedEnum {
    /// None that matters: free, or mapped read-only.
    case none
    /// Mapped for stores.
    case writable
    /// A table of level 1.
    case level1
    /// A table of level 2.
    case level2
    /// A table of level 3.
    case level3
    /// A table of level 4.
    case level4
  }

  /// The use.
  public var kind: Kind
  /// Whether the guest asked to keep the table checked while nothing leads to it.
  public var isPinned: Bool
  /// How many entries or registers use it so.
  public var count: UInt32

  /// Of no use yet.
  public static var unused: FrameType { FrameType(kind: .none, isPinned: false, count: 0) }

  /// The use as a table of a level, 1 to 4.
  static func table(_ level: PageLevel) -> Kind {
    Kind(rawValue: UInt8(truncatingIfNeeded: level.rawValue) &+ 1) ?? .none
  }

  /// The level of a table; `nil` for anything else.
  var tableLevel: PageLevel? { kind.rawValue >= 2 ? PageLevel(UInt64(kind.rawValue) &- 1) : nil }
}
