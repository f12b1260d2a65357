/// Why a second stage stopped an access, and which: the guest's own, or one that reads the guest's tables for it.
///
/// The guest is not told. The hypervisor is, in its architecture's words: ``EPTExit``, ``NPTExit``, ``RISCVTrap``,
/// ``ARMSyndrome``.
public struct SecondStageFault: Equatable, Sendable, BitwiseCopyable {
  /// What the guest was doing.
  public enum Cause: UInt8, CodedEnum {
    /// The walk of the guest's tables read an entry.
    case tableRead
    /// The walk of the guest's tables set an accessed or dirty bit in an entry.
    case tableWrite
    /// The access itself, its address translated by the guest's tables.
    case access
  }

  /// What stopped the second stage's walk, and where.
  public let fault: PageFault
  /// The guest physical address that it was to translate.
  public let gpa: GPA
  /// What it was done for.
  public let cause: Cause
  /// What the second stage grants at the address; none where it maps nothing.
  public let rights: AccessRights

  /// A fault of these parts.
  @inlinable @inline(__always)
  public init(_ fault: PageFault, gpa: GPA, cause: Cause, rights: AccessRights) {
    self.fault = fault
    self.gpa = gpa
    self.cause = cause
    self.rights = rights
  }

  /// Whether the guest's tables were being walked.
  @inlinable @inline(__always)
  public var isDuringTableWalk: Bool { cause != .access }
}
