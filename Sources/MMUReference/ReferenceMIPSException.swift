/// An exception of MIPS memory management, and what it leaves in the registers of coprocessor 0.
///
/// Source: Kane and Heinrich, "MIPS RISC Architecture", chapter 6 "Exception Processing" (R3000); Heinrich, "MIPS R4000
/// Microprocessor User's Manual", chapter 5 "CPU Exception Processing".
public struct ReferenceMIPSException: Equatable, Sendable {
  /// What is wrong.
  public enum Reason: Equatable, Sendable {
    /// No entry matches.
    case refill
    /// An entry matches, and its V bit is 0.
    case invalid
    /// A store, and the entry's D bit is 0.
    case modified
    /// The address is not one that the mode may use.
    case addressError
  }

  /// What is wrong.
  public var reason: Reason
  /// Cause.ExcCode: Mod 1, TLBL 2, TLBS 3, AdEL 4, AdES 5.
  public var code: UInt8
  /// Where the processor goes on (Status.BEV = 0).
  public var vector: UInt32
  /// BadVAddr.
  public var badVirtualAddress: UInt32

  /// An exception.
  public init(reason: Reason, code: UInt8, vector: UInt32, badVirtualAddress: UInt32) {
    self.reason = reason
    self.code = code
    self.vector = vector
    self.badVirtualAddress = badVirtualAddress
  }
}
