import MMUCore

/// The R4000's TLB: 48 entries, each an even and an odd page of 4 KiB to 16 MiB, filled by software.
///
/// The 32-bit addressing modes alone, user and kernel; no supervisor mode, no error level. Addresses are 32-bit numbers, not
/// sign-extended ones. Out of reset every entry holds pages of kseg0, which are never looked up. A PageMask that the
/// manual does not list counts as the next larger one; an Index of 48 and more writes nothing.
///
/// Source: "MIPS R4000 Microprocessor User's Manual", chapter 4 "Memory Management", chapter 5 "CPU Exception Processing";
/// TLBP, TLBR, TLBWI and TLBWR in appendix A.
public struct ReferenceMIPSR4000TLB: Sendable {
  private struct Entry {
    var mask: UInt32
    /// VPN2 and ASID.
    var hi: UInt32
    /// The pages, even and odd, without their G bits.
    var lo: [UInt32]
    var isGlobal: Bool

    var pageBytes: UInt64 { (UInt64(mask) + 0x2000) / 2 }
  }

  private var entries: [Entry]

  /// EntryHi: VPN2 31:13, ASID 7:0; the rest reads as 0.
  public var entryHi: UInt32 = 0 { didSet { entryHi &= 0xFFFF_E0FF } }
  /// EntryLo0, the even page: PFN 29:6, C 5:3, D 2, V 1, G 0.
  public var entryLo0: UInt32 = 0 { didSet { entryLo0 &= 0x3FFF_FFFF } }
  /// EntryLo1, the odd page.
  public var entryLo1: UInt32 = 0 { didSet { entryLo1 &= 0x3FFF_FFFF } }
  /// PageMask: bits 24:13.
  public var pageMask: UInt32 = 0 { didSet { pageMask &= 0x01FF_E000 } }
  /// Index: P 31, the entry 5:0.
  public var index: UInt32 = 0 { didSet { index &= 0x8000_003F } }
  /// Wired: the first entry that TLBWR may take, at most 47. Writing it sets Random to its upper bound.
  public var wired = 0 {
    didSet {
      wired = min(max(wired, 0), 47)
      random = 47
    }
  }
  /// Random: 47 after reset, and down to ``wired``.
  public private(set) var random = 47
  /// BadVAddr.
  public private(set) var badVirtualAddress: UInt32 = 0
  /// Status.EXL: an exception is being handled, so that a refill goes to the general vector.
  public var isExceptionLevel = false
  /// Config.K0: whether kseg0 is cached.
  public var isKseg0Cached = true
  /// Status.TS.
  public private(set) var isShutDown = false

  /// A TLB after reset.
  public init() {
    entries = (0..<48).map { Entry(mask: 0, hi: 0x8000_0000 + UInt32($0) * 8192, lo: [0, 0], isGlobal: false) }
  }

  /// An instruction is executed: Random is decremented, and after Wired comes 47.
  public mutating func tick() { random = random <= wired ? 47 : random - 1 }

  /// TLBWI.
  public mutating func writeIndexed() { write(Int(index % 64)) }

  /// TLBWR.
  public mutating func writeRandom() { write(random) }

  /// TLBR: the entry's G is read into both EntryLo0 and EntryLo1.
  public mutating func read() {
    let number = Int(index % 64)
    guard number < entries.count else { return }
    let entry = entries[number]
    pageMask = entry.mask
    entryHi = entry.hi
    entryLo0 = entry.lo[0] + (entry.isGlobal ? 1 : 0)
    entryLo1 = entry.lo[1] + (entry.isGlobal ? 1 : 0)
  }

  /// TLBP.
  public mutating func probe() -> ReferenceMIPSProbe {
    let found = matches(UInt64(entryHi / 8192 * 8192))
    if isShutDown || found.count > 1 {
      isShutDown = true
      return .shutdown
    }
    guard let first = found.first else {
      index = 0x8000_0000
      return .none
    }
    index = UInt32(first)
    return .entry(first)
  }

  /// Translates one access; an exception of the TLB loads EntryHi.VPN2 and BadVAddr.
  public mutating func translate(_ address: GVA, _ access: GuestAccess) -> ReferenceMIPSOutcome {
    switch ReferenceMIPSSegment(address.rawValue, access.privilege) {
    case nil:
      let code: UInt8 = access.kind == .store ? 5 : 4
      return .exception(exception(.addressError, code, 0x8000_0180, address))
    case .kseg0: return .mapped(GPA(address.rawValue - 0x8000_0000), isCacheable: isKseg0Cached)
    case .kseg1: return .mapped(GPA(address.rawValue - 0xA000_0000), isCacheable: false)
    case .kuseg, .kseg2: return map(address, access)
    }
  }

  /// PageMask, EntryHi without the bits of PageMask, EntryLo1, EntryLo0; G is the AND of both.
  private mutating func write(_ number: Int) {
    guard number < entries.count else { return }
    let mask = legalMask
    let span = mask + 0x2000
    entries[number] = Entry(
      mask: mask, hi: entryHi / span * span + entryHi % 256, lo: [entryLo0 / 2 * 2, entryLo1 / 2 * 2],
      isGlobal: entryLo0 % 2 == 1 && entryLo1 % 2 == 1)
  }

  /// Table "Mask Field Values for Page Sizes": 4 KiB, 16 KiB, 64 KiB, 256 KiB, 1 MiB, 4 MiB, 16 MiB.
  private var legalMask: UInt32 {
    let masks: [UInt32] = [0, 0x6000, 0x1_E000, 0x7_E000, 0x1F_E000, 0x7F_E000, 0x1FF_E000]
    return masks.first { pageMask <= $0 } ?? 0x1FF_E000
  }

  private mutating func map(_ address: GVA, _ access: GuestAccess) -> ReferenceMIPSOutcome {
    let missCode: UInt8 = access.kind == .store ? 3 : 2
    let found = matches(address.rawValue)
    if isShutDown || found.count > 1 {
      isShutDown = true
      return .shutdown
    }
    // A refill has a vector of its own while EXL is 0, whatever the segment.
    guard let first = found.first else {
      return fault(.refill, missCode, isExceptionLevel ? 0x8000_0180 : 0x8000_0000, address)
    }
    let entry = entries[first]
    // The bit above the page's offset picks the even or the odd page.
    let lo = UInt64(entry.lo[Int(address.rawValue / entry.pageBytes % 2)])
    if lo / 2 % 2 == 0 { return fault(.invalid, missCode, 0x8000_0180, address) }
    if access.kind == .store && lo / 4 % 2 == 0 { return fault(.modified, 1, 0x8000_0180, address) }
    let frame = lo / 64 * 4096 / entry.pageBytes * entry.pageBytes
    // Table "TLB Page Coherency (C) Bit Values": 2 is uncached.
    return .mapped(GPA(frame + address.rawValue % entry.pageBytes), isCacheable: lo / 8 % 8 != 2)
  }

  /// The VPN2 under the entry's mask matches, and either G is set or the ASID matches. V does not matter here.
  private func matches(_ address: UInt64) -> [Int] {
    entries.indices.filter { number in
      let entry = entries[number]
      let span = entry.pageBytes * 2
      let isOwn = entry.isGlobal || entry.hi % 256 == entryHi % 256
      return UInt64(entry.hi) / span == address / span && isOwn
    }
  }

  private mutating func fault(
    _ reason: ReferenceMIPSException.Reason, _ code: UInt8, _ vector: UInt32, _ address: GVA
  ) -> ReferenceMIPSOutcome {
    entryHi = UInt32(address.rawValue / 8192 * 8192) + entryHi % 256
    return .exception(exception(reason, code, vector, address))
  }

  private mutating func exception(
    _ reason: ReferenceMIPSException.Reason, _ code: UInt8, _ vector: UInt32, _ address: GVA
  ) -> ReferenceMIPSException {
    badVirtualAddress = UInt32(truncatingIfNeeded: address.rawValue)
    return ReferenceMIPSException(reason: reason, code: code, vector: vector, badVirtualAddress: badVirtualAddress)
  }
}
