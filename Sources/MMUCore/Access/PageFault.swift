/// Why a walk ended without a translation, and where.
///
/// This is what the walker saw. What the guest is told is made from it by one function an architecture, such as
/// ``X86Exception``.
public struct PageFault: Equatable, Sendable, BitwiseCopyable {
  /// What stopped the walk.
  public enum Reason: UInt8, CodedEnum {
    /// An entry on the path is not present.
    case notPresent
    /// An entry on the path is present and has a reserved bit set, or bits that make no sense together.
    case reservedBit
    /// The translation exists and does not permit the access.
    case protection
    /// The translation exists and its protection key forbids the access, whatever else may forbid it.
    case protectionKey
    /// The leaf's accessed bit is clear, and hardware may not set it.
    case accessFlag
    /// The leaf permits the store, its dirty bit is clear, and hardware may not set it.
    case dirtyFlag
    /// An address in an entry is wider than the physical addresses in use, in a format that tells this from a reserved bit.
    case addressSize
    /// The address lies outside what the tables can translate: it is never looked up.
    case nonCanonical
    /// A table lies outside memory.
    case tableOutsideMemory
  }

  /// What stopped the walk.
  public let reason: Reason

  /// The level of the entry that stopped it; for ``Reason/nonCanonical``, the root's level.
  public let level: PageLevel

  /// A fault at a level.
  @inlinable @inline(__always)
  public init(_ reason: Reason, at level: PageLevel) {
    self.reason = reason
    self.level = level
  }
}
