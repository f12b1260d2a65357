import MMUCore
import MMUReference
import Workload

/// A MIPS TLB format with its reference, and random entries for both.
protocol MIPSSubject: SendableMetatype {
  /// The format of the core.
  associatedtype Format: MIPSTLBFormat

  /// Its name, as reports have it.
  static var name: String { get }

  init()

  /// An entry for a page near the start of a mapped segment.
  static func entry(_ random: inout SplitMix64) -> Format.Entry
  /// Whether two entries might match the same address.
  static func overlap(_ one: Format.Entry, _ other: Format.Entry) -> Bool
  /// Writes an entry by index, or at Random where there is none.
  mutating func write(_ entry: Format.Entry, at index: Int?)
  /// Advances Random.
  mutating func tick()
  /// Sets Wired, where software may.
  mutating func setWired(_ number: UInt32)
  /// What an access comes to in an address space.
  mutating func translate(_ gva: GVA, _ access: GuestAccess, asid: ASID) -> ReferenceMIPSOutcome
  /// The entry that maps an address, by TLBP.
  mutating func probe(_ gva: GVA, asid: ASID) -> ReferenceMIPSProbe
}
