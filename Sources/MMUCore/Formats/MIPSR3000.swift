/// The TLB of a MIPS R3000: 64 entries of one 4 KiB page each, of which the first eight are never replaced at random.
///
/// ```text
///             31 ........ 12   11   10   9   8   7..6   5..0
///  EntryHi    VPN              ASID (11:6) ..........   0
///  EntryLo    PFN              N    D    V   G   0      0
/// ```
///
/// N marks pages that caches leave alone; nothing here has caches. Valid or not, an entry matches.
///
/// Source: Kane and Heinrich, "MIPS RISC Architecture" (1992), chapter 4, "Memory Management", and chapter 6, "Exception
/// Processing".
public enum MIPSR3000: MIPSTLBFormat {
  /// EntryHi and EntryLo.
  public struct Entry: Equatable, Sendable, BitwiseCopyable {
    /// VPN in bits 31:12, ASID in 11:6.
    public let entryHi: UInt32
    /// PFN in bits 31:12, N 11, D 10, V 9, G 8.
    public let entryLo: UInt32

    /// What the registers write: bits that an entry has no room for are lost.
    @inlinable @inline(__always)
    public init(entryHi: UInt32, entryLo: UInt32) {
      self.entryHi = entryHi & 0xFFFF_FFC0
      self.entryLo = entryLo & 0xFFFF_FF00
    }

    /// G: matches in every address space.
    public var isGlobal: Bool { entryLo & 1 << 8 != 0 }
    /// V: without it, a match is TLBL or TLBS.
    public var isValid: Bool { entryLo & 1 << 9 != 0 }
    /// D: without it, a store is Mod.
    public var isDirty: Bool { entryLo & 1 << 10 != 0 }
    /// The address space of EntryHi.
    public var asid: ASID { ASID(UInt16(entryHi >> 6 & 0x3F)) }
  }

  /// 64.
  public static var entryCount: Int { 64 }

  /// Eight: Random goes from 63 down to 8.
  public static var fixedWired: Int? { 8 }

  /// BadVPN, bits 20:2: bits 30:12 of the address, the half of kuseg being known.
  public static var contextMask: UInt32 { 0x001F_FFFC }

  /// Offset 0x80.
  public static var generalVector: MIPSVector { .generalR3000 }

  /// A page of kseg0, which is never looked up.
  public static func unmatched(at index: Int) -> Entry {
    Entry(entryHi: 0x8000_0000 | UInt32(truncatingIfNeeded: index) &<< 12, entryLo: 0)
  }

  /// The same page number, and the same address space or G.
  @inline(__always)
  public static func matches(_ entry: Entry, _ gva: GVA, _ asid: ASID) -> Bool {
    let spaces = entry.isGlobal ? 0 : (entry.entryHi ^ UInt32(asid.rawValue) &<< 6) & 0xFC0
    return (entry.entryHi ^ gva.mips) & 0xFFFF_F000 | spaces == 0
  }

  /// The one page of the entry.
  @inline(__always)
  public static func classify(_ entry: Entry, _ gva: GVA) -> MIPSEntryClass {
    guard entry.isValid else { return .invalid }
    let page = GPA(UInt64(entry.entryLo & 0xFFFF_F000))
    return .page(page, .kib4, isDirty: entry.isDirty, isGlobal: entry.isGlobal)
  }

  /// User mode has the lower 2 GiB, kernel mode everything.
  @inline(__always)
  public static func segment(of gva: GVA, _ status: MIPSStatus) -> MIPSSegment {
    if status.contains(.user) && gva.mips >= 0x8000_0000 { return .forbidden }
    return MIPSSegment(kernel: gva.mips)
  }

  /// Misses in kuseg, whatever the mode, have the UTLB miss vector; those in kseg2 the general one.
  public static func refillVector(of gva: GVA, _ status: MIPSStatus) -> MIPSVector {
    gva.mips < 0x8000_0000 ? .refill : .generalR3000
  }

  /// VPN and the current ASID.
  public static func entryHi(of gva: GVA, _ asid: ASID) -> UInt32 {
    gva.mips & 0xFFFF_F000 | UInt32(asid.rawValue & 0x3F) &<< 6
  }

  /// Bits 30:12 of the address at 20:2: the address of a word in a table of the pages.
  public static func context(of gva: GVA) -> UInt32 { gva.mips &>> 10 & contextMask }
}
