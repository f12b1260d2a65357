/// The entries of a software-managed MIPS TLB: what they hold, which addresses they match, and what they say of them.
///
/// There are no tables that hardware would read. Virtual addresses have 32 bits: of a ``GVA`` only the low half counts, so
/// that it may be sign-extended or not.
public protocol MIPSTLBFormat {
  /// The registers that an entry is written from and read into.
  associatedtype Entry: Equatable, Sendable, BitwiseCopyable

  /// How many entries the processor has.
  static var entryCount: Int { get }

  /// How many entries Random never names, where that is not for a Wired register to say.
  static var fixedWired: Int? { get }

  /// The bits of Context that hardware loads.
  static var contextMask: UInt32 { get }

  /// Where exceptions other than refills go.
  static var generalVector: MIPSVector { get }

  /// An entry that matches no mapped address, and that no other index has: what start-up code writes everywhere.
  static func unmatched(at index: Int) -> Entry

  /// Whether an entry matches an address in an address space, valid or not.
  static func matches(_ entry: Entry, _ gva: GVA, _ asid: ASID) -> Bool

  /// What an entry says of an address that it matches.
  static func classify(_ entry: Entry, _ gva: GVA) -> MIPSEntryClass

  /// What a mode makes of an address.
  static func segment(of gva: GVA, _ status: MIPSStatus) -> MIPSSegment

  /// Where a miss of an address goes.
  static func refillVector(of gva: GVA, _ status: MIPSStatus) -> MIPSVector

  /// What a TLB exception loads into EntryHi.
  static func entryHi(of gva: GVA, _ asid: ASID) -> UInt32

  /// What a TLB exception loads into Context, under ``contextMask``.
  static func context(of gva: GVA) -> UInt32
}

extension GVA {
  /// The low half: a MIPS address.
  @inline(__always)
  var mips: UInt32 { UInt32(truncatingIfNeeded: rawValue) }
}
