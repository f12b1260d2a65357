/// The TLB of a MIPS R4000 under 32-bit addressing: 48 entries, each a pair of neighbouring pages of 4 KiB to 16 MiB.
///
/// ```text
///             31..30   29 ......... 13   12 .... 8   7 .. 6   5..3   2   1   0
///  EntryHi    VPN2 (31:13) ...........   0           ASID (7:0) ............
///  EntryLo    0        PFN (29:6) ........................    C      D   V   G
///  PageMask   0        mask (24:13) ..   0 .................................
/// ```
///
/// The pair's even page is EntryLo0's, its odd page EntryLo1's: the address bit just below the compared ones chooses. The
/// entry is global where both have G. Physical addresses have 36 bits.
///
/// Source: MIPS R4000 Microprocessor User's Manual, 2nd edition, chapter 4, "Memory Management", and chapter 5, "CPU
/// Exception Processing".
public enum MIPSR4000: MIPSTLBFormat {
  /// PageMask, EntryHi and both EntryLo.
  public struct Entry: Equatable, Sendable, BitwiseCopyable {
    /// Ones in bits 24:13 are left out of the comparison: 0, 2, 4, … or 12 of them, from bit 13 up.
    public let pageMask: UInt32
    /// VPN2 in bits 31:13, ASID in 7:0.
    public let entryHi: UInt32
    /// The even page: PFN in bits 29:6, C 5:3, D 2, V 1, G 0.
    public let entryLo0: UInt32
    /// The odd page.
    public let entryLo1: UInt32

    /// What the registers write: bits that an entry has no room for are lost.
    ///
    /// The TLB keeps one G, the AND of both, and reads it back into both. A mask that is no page size, with which the manual
    /// leaves the TLB undefined, becomes the largest one within it.
    public init(pageMask: UInt32 = 0, entryHi: UInt32, entryLo0: UInt32, entryLo1: UInt32) {
      let ones = (~(pageMask &>> 13) | 1 << 12).trailingZeroBitCount & ~1
      let global = entryLo0 & entryLo1 & 1
      self.pageMask = ((1 &<< UInt32(truncatingIfNeeded: ones)) &- 1) &<< 13
      self.entryHi = entryHi & 0xFFFF_E0FF
      self.entryLo0 = entryLo0 & 0x3FFF_FFFE | global
      self.entryLo1 = entryLo1 & 0x3FFF_FFFE | global
    }

    /// G: matches in every address space.
    public var isGlobal: Bool { entryLo0 & 1 != 0 }
    /// The address space of EntryHi.
    public var asid: ASID { ASID(UInt16(entryHi & 0xFF)) }
    /// The size of each page of the pair.
    public var pageSize: PageSize { PageSize(shift: 12 &+ UInt8(truncatingIfNeeded: pageMask.nonzeroBitCount)) }

    /// The half of the pair that holds an address.
    @inline(__always)
    func entryLo(of gva: GVA) -> UInt32 {
      (gva.mips &>> UInt32(pageSize.shift)) & 1 == 0 ? entryLo0 : entryLo1
    }
  }

  /// 48.
  public static var entryCount: Int { 48 }

  /// `nil`: the Wired register says it.
  public static var fixedWired: Int? { nil }

  /// BadVPN2, bits 22:4: bits 31:13 of the address.
  public static var contextMask: UInt32 { 0x007F_FFF0 }

  /// Offset 0x180.
  public static var generalVector: MIPSVector { .generalR4000 }

  /// A pair of kseg0, which is never looked up.
  public static func unmatched(at index: Int) -> Entry {
    Entry(entryHi: 0x8000_0000 | UInt32(truncatingIfNeeded: index) &<< 13, entryLo0: 0, entryLo1: 0)
  }

  /// The same pair, as far as the mask compares, and the same address space or G.
  @inline(__always)
  public static func matches(_ entry: Entry, _ gva: GVA, _ asid: ASID) -> Bool {
    let spaces = entry.isGlobal ? 0 : (entry.entryHi ^ UInt32(asid.rawValue)) & 0xFF
    return (entry.entryHi ^ gva.mips) & 0xFFFF_E000 & ~entry.pageMask | spaces == 0
  }

  /// The page of the pair that holds the address. Bits of PFN below the page size do not count.
  @inline(__always)
  public static func classify(_ entry: Entry, _ gva: GVA) -> MIPSEntryClass {
    let entryLo = entry.entryLo(of: gva)
    guard entryLo & 1 << 1 != 0 else { return .invalid }
    let page = GPA(UInt64(entryLo &>> 6) &<< 12).aligned(to: entry.pageSize)
    return .page(page, entry.pageSize, isDirty: entryLo & 1 << 2 != 0, isGlobal: entry.isGlobal)
  }

  /// User mode has the lower 2 GiB, supervisor mode 512 MiB from 0xC000_0000 as well, kernel mode everything; under ERL the
  /// lower 2 GiB are physical addresses.
  @inline(__always)
  public static func segment(of gva: GVA, _ status: MIPSStatus) -> MIPSSegment {
    let address = gva.mips
    if address < 0x8000_0000 {
      return status.contains(.errorLevel) ? .unmapped(GPA(UInt64(address))) : .mapped(isUser: true)
    }
    if !status.isInHandler {
      if status.contains(.user) { return .forbidden }
      if status.contains(.supervisor) && address &>> 29 != 0b110 { return .forbidden }
    }
    return MIPSSegment(kernel: address)
  }

  /// Every miss has a refill vector, but for one while EXL is set.
  public static func refillVector(of gva: GVA, _ status: MIPSStatus) -> MIPSVector {
    if status.contains(.exceptionLevel) { return .generalR4000 }
    return status.contains(.extendedAddressing) ? .extendedRefill : .refill
  }

  /// VPN2 and the current ASID.
  public static func entryHi(of gva: GVA, _ asid: ASID) -> UInt32 {
    gva.mips & 0xFFFF_E000 | UInt32(asid.rawValue & 0xFF)
  }

  /// Bits 31:13 of the address at 22:4: the address of two words of 8 bytes in a table of the pairs.
  public static func context(of gva: GVA) -> UInt32 { gva.mips &>> 9 & contextMask }
}
