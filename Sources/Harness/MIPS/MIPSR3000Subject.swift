import MMUCore
import MMUReference
import Workload

/// The R3000's TLB.
struct MIPSR3000Subject: MIPSSubject {
  typealias Format = MIPSR3000

  static var name: String { "mips-r3000" }
  private var reference = ReferenceMIPSR3000TLB()

  static func entry(_ random: inout SplitMix64) -> MIPSR3000.Entry {
    MIPSR3000.Entry(
      entryHi: UInt32(truncatingIfNeeded: MIPSAddresses.any(&random).rawValue) & 0xFFFF_F000
        | UInt32(random.below(3)) << 6,
      entryLo: UInt32(truncatingIfNeeded: random.next()) | (random.oneIn(4) ? 0 : 0x600))
  }

  static func overlap(_ one: MIPSR3000.Entry, _ other: MIPSR3000.Entry) -> Bool {
    one.entryHi >> 12 == other.entryHi >> 12
  }

  mutating func write(_ entry: MIPSR3000.Entry, at index: Int?) {
    reference.entryHi = entry.entryHi
    reference.entryLo = entry.entryLo
    guard let index else { return reference.writeRandom() }
    reference.index = UInt32(index) << 8
    reference.writeIndexed()
  }

  mutating func tick() { reference.tick() }

  mutating func setWired(_ number: UInt32) {}

  mutating func translate(_ gva: GVA, _ access: GuestAccess, asid: ASID) -> ReferenceMIPSOutcome {
    reference.entryHi = UInt32(asid.rawValue) << 6
    return reference.translate(gva, access)
  }

  mutating func probe(_ gva: GVA, asid: ASID) -> ReferenceMIPSProbe {
    reference.entryHi = UInt32(truncatingIfNeeded: gva.rawValue) & 0xFFFF_F000 | UInt32(asid.rawValue) << 6
    return reference.probe()
  }
}
