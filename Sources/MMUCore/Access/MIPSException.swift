/// What a MIPS processor tells its operating system about an access that its TLB could not translate.
///
/// Source: MIPS R4000 Microprocessor User's Manual, chapter 5, sections "TLB Exceptions" and "Address Error Exception";
/// Kane and Heinrich, "MIPS RISC Architecture", chapter 6.
public struct MIPSException: Equatable, Sendable, BitwiseCopyable {
  /// What stopped the access.
  public enum Cause: UInt8, CodedEnum {
    /// No entry matches.
    case refill
    /// The entry that matches has V clear.
    case invalid
    /// A store, and the entry that matches has V set and D clear.
    case modified
    /// The mode may not use the address.
    case addressError
    /// More than one entry matches. Both processors then shut their TLB down and set Status.TS, without an exception; the
    /// machine check (ExcCode 24) that takes its place belongs to MIPS32.
    case multipleMatch
  }

  /// What stopped the access.
  public let cause: Cause

  /// What the access was to do. A fetch is reported as a load.
  public let kind: AccessKind

  /// Where the processor goes on; `nil` for a shutdown, which is no exception.
  public let vector: MIPSVector?

  /// BadVAddr: the address of the access, the low 32 bits.
  public let badVAddr: UInt32

  /// What EntryHi is loaded with, the page's number and the current ASID; `nil` where it is left or undefined.
  public let entryHi: UInt32?

  /// What the field of Context is loaded with, in its place (see ``MIPSTLBFormat/contextMask``); `nil` as ``entryHi``.
  public let context: UInt32?

  /// The exception of a processor with a format.
  init<Format: MIPSTLBFormat>(
    _ cause: Cause, _ format: Format.Type, _ gva: GVA, _ kind: AccessKind, _ asid: ASID, _ status: MIPSStatus
  ) {
    self.cause = cause
    self.kind = kind
    badVAddr = UInt32(truncatingIfNeeded: gva.rawValue)
    // An address error leaves the page fields undefined (R4000 manual); an R3000 loads them on TLB exceptions alone.
    let isOfTLB = cause == .refill || cause == .invalid || cause == .modified
    entryHi = isOfTLB ? Format.entryHi(of: gva, asid) : nil
    context = isOfTLB ? Format.context(of: gva) : nil
    switch cause {
    case .refill: vector = Format.refillVector(of: gva, status)
    case .invalid, .modified, .addressError: vector = Format.generalVector
    case .multipleMatch: vector = nil
    }
  }

  /// Cause.ExcCode: Mod 1, TLBL 2, TLBS 3, AdEL 4, AdES 5; `nil` for a shutdown.
  public var code: UInt8? {
    let isStore = kind == .store
    switch cause {
    case .refill, .invalid: return isStore ? 3 : 2
    case .modified: return 1
    case .addressError: return isStore ? 5 : 4
    case .multipleMatch: return nil
    }
  }
}
