import MMUCore
import MMUReference
import Workload

/// The R4000's TLB with 32-bit addresses.
struct MIPSR4000Subject: MIPSSubject {
  typealias Format = MIPSR4000

  static var name: String { "mips-r4000" }
  private var reference = ReferenceMIPSR4000TLB()

  /// Any legal PageMask: what others do is undefined.
  static func entry(_ random: inout SplitMix64) -> MIPSR4000.Entry {
    let mask = random.pick(
      [0, 0, 0, 0, 0, 0, 0x6000, 0x1_E000, 0x7_E000, 0x1F_E000, 0x7F_E000, 0x1FF_E000] as [UInt32])
    let flags: UInt32 = random.oneIn(4) ? 0 : 6
    return MIPSR4000.Entry(
      pageMask: mask,
      entryHi: UInt32(truncatingIfNeeded: MIPSAddresses.any(&random).rawValue) & 0xFFFF_E000
        | UInt32(random.below(3)),
      entryLo0: UInt32(truncatingIfNeeded: random.next()) & 0x3FFF_FFFF | flags,
      entryLo1: UInt32(truncatingIfNeeded: random.next()) & 0x3FFF_FFFF | flags)
  }

  static func overlap(_ one: MIPSR4000.Entry, _ other: MIPSR4000.Entry) -> Bool {
    (one.entryHi ^ other.entryHi) & 0xFFFF_E000 & ~one.pageMask & ~other.pageMask == 0
  }

  mutating func write(_ entry: MIPSR4000.Entry, at index: Int?) {
    reference.pageMask = entry.pageMask
    reference.entryHi = entry.entryHi
    reference.entryLo0 = entry.entryLo0
    reference.entryLo1 = entry.entryLo1
    guard let index else { return reference.writeRandom() }
    reference.index = UInt32(index)
    reference.writeIndexed()
  }

  mutating func tick() { reference.tick() }

  mutating func setWired(_ number: UInt32) { reference.wired = Int(number) }

  mutating func translate(_ gva: GVA, _ access: GuestAccess, asid: ASID) -> ReferenceMIPSOutcome {
    reference.entryHi = UInt32(asid.rawValue)
    return reference.translate(gva, access)
  }

  mutating func probe(_ gva: GVA, asid: ASID) -> ReferenceMIPSProbe {
    reference.entryHi = UInt32(truncatingIfNeeded: gva.rawValue) & 0xFFFF_E000 | UInt32(asid.rawValue)
    return reference.probe()
  }
}
