/// Why a walk ended without a translation, and where.
///
/// This is what the walker saw. What the guest is told is made from it by one function an architecture, such as
/// ``X86Exception``.
public struct PageFault: Equatable, Sendable, BitwiseCopyable {
  /// What stopped the walk.
  public enum Reason: UInt8, CodedEnum {
    /// An entry on the path is not present.
    case notPresent
    /// An entry on the path is present and has a reserved bit set.
    case reservedBit
    /// The translation exists and does not permit the access.
    case protection
    /// The address is not canonical: it is never looked up.
    case nonCanonical
    /// A table lies outside guest memory. No manual says what follows; ``X86Exception`` says what we report.
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
