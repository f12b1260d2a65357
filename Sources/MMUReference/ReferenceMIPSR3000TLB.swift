import MMUCore

/// The R3000's TLB: 64 entries of one 4 KiB page each, filled by software.
///
/// Out of reset every entry holds a page of kseg0, which is never looked up: so software initialises the real one, whose
/// contents are undefined. Addresses are 32-bit numbers. Alignment is not looked at.
///
/// Source: Kane and Heinrich, "MIPS RISC Architecture", chapter 4 "Memory Management System", chapter 6 "Exception
/// Processing".
public struct ReferenceMIPSR3000TLB: Sendable {
  private struct Entry {
    var hi: UInt32
    var lo: UInt32
  }

  private var entries: [Entry]

  /// EntryHi: VPN 31:12, ASID (PID) 11:6; the rest reads as 0.
  public var entryHi: UInt32 = 0 { didSet { entryHi &= 0xFFFF_FFC0 } }
  /// EntryLo: PFN 31:12, N 11, D 10, V 9, G 8; the rest reads as 0.
  public var entryLo: UInt32 = 0 { didSet { entryLo &= 0xFFFF_FF00 } }
  /// Index: P 31, the entry 13:8.
  public var index: UInt32 = 0 { didSet { index &= 0x8000_3F00 } }
  /// The entry in Random (its bits 13:8): 63 after reset, and down to 8.
  public private(set) var random = 63
  /// BadVAddr.
  public private(set) var badVirtualAddress: UInt32 = 0
  /// Status.TS.
  public private(set) var isShutDown = false

  /// A TLB after reset.
  public init() {
    entries = (0..<64).map { Entry(hi: 0x8000_0000 + UInt32($0) * 4096, lo: 0) }
  }

  /// A cycle passes: Random is decremented, and after 8 comes 63. Entries 0 to 7 are wired.
  public mutating func tick() { random = random == 8 ? 63 : random - 1 }

  /// TLBWI.
  public mutating func writeIndexed() { entries[indexedEntry] = Entry(hi: entryHi, lo: entryLo) }

  /// TLBWR.
  public mutating func writeRandom() { entries[random] = Entry(hi: entryHi, lo: entryLo) }

  /// TLBR.
  public mutating func read() {
    let entry = entries[indexedEntry]
    entryHi = entry.hi
    entryLo = entry.lo
  }

  /// TLBP.
  public mutating func probe() -> ReferenceMIPSProbe {
    let found = matches(page: entryHi / 4096)
    if isShutDown || found.count > 1 {
      isShutDown = true
      return .shutdown
    }
    guard let first = found.first else {
      index = 0x8000_0000
      return .none
    }
    index = UInt32(first) * 256
    return .entry(first)
  }

  /// Translates one access; an exception of the TLB loads EntryHi.VPN and BadVAddr.
  public mutating func translate(_ address: GVA, _ access: GuestAccess) -> ReferenceMIPSOutcome {
    switch ReferenceMIPSSegment(address.rawValue, access.privilege) {
    case nil:
      let code: UInt8 = access.kind == .store ? 5 : 4
      return .exception(exception(.addressError, code, 0x8000_0080, address))
    case .kseg0: return .mapped(GPA(address.rawValue - 0x8000_0000), isCacheable: true)
    case .kseg1: return .mapped(GPA(address.rawValue - 0xA000_0000), isCacheable: false)
    case .kuseg: return map(address, access, refillVector: 0x8000_0000)
    case .kseg2: return map(address, access, refillVector: 0x8000_0080)
    }
  }

  private var indexedEntry: Int { Int(index / 256 % 64) }

  /// References of either mode to kuseg that no entry matches are UTLB misses, with a vector of their own; misses in
  /// kseg2, and entries that are not valid, go to the general vector.
  private mutating func map(
    _ address: GVA, _ access: GuestAccess, refillVector: UInt32
  ) -> ReferenceMIPSOutcome {
    let missCode: UInt8 = access.kind == .store ? 3 : 2
    let found = matches(page: UInt32(address.rawValue / 4096))
    if isShutDown || found.count > 1 {
      isShutDown = true
      return .shutdown
    }
    guard let first = found.first else { return fault(.refill, missCode, refillVector, address) }
    let lo = entries[first].lo
    if lo / 512 % 2 == 0 { return fault(.invalid, missCode, 0x8000_0080, address) }
    if access.kind == .store && lo / 1024 % 2 == 0 { return fault(.modified, 1, 0x8000_0080, address) }
    let physical = UInt64(lo / 4096) * 4096 + address.rawValue % 4096
    return .mapped(GPA(physical), isCacheable: lo / 2048 % 2 == 0)
  }

  /// The VPN matches, and either G is set or the ASID matches. V does not matter here.
  private func matches(page: UInt32) -> [Int] {
    entries.indices.filter { number in
      let entry = entries[number]
      let isOwn = entry.lo / 256 % 2 == 1 || entry.hi / 64 % 64 == entryHi / 64 % 64
      return entry.hi / 4096 == page && isOwn
    }
  }

  private mutating func fault(
    _ reason: ReferenceMIPSException.Reason, _ code: UInt8, _ vector: UInt32, _ address: GVA
  ) -> ReferenceMIPSOutcome {
    entryHi = UInt32(address.rawValue / 4096 * 4096) + entryHi % 4096
    return .exception(exception(reason, code, vector, address))
  }

  private mutating func exception(
    _ reason: ReferenceMIPSException.Reason, _ code: UInt8, _ vector: UInt32, _ address: GVA
  ) -> ReferenceMIPSException {
    badVirtualAddress = UInt32(truncatingIfNeeded: address.rawValue)
    return ReferenceMIPSException(reason: reason, code: code, vector: vector, badVirtualAddress: badVirtualAddress)
  }
}
