import MMUCore

/// What a guest saw: its page faults in order, and whatever else it could compare. Under every technique it must be the same.
public struct GuestHistory: Equatable, Sendable {
  /// Page faults that the kernel handled.
  public private(set) var faults: UInt64 = 0
  /// A digest of everything noted, in order (Fowler, Noll and Vo's hash, variant 1a).
  public private(set) var digest: UInt64 = 0xCBF2_9CE4_8422_2325

  /// Nothing yet.
  public init() {}

  /// What several guests saw, one after the other.
  init(together histories: [GuestHistory]) {
    for history in histories {
      faults += history.faults
      note(history.digest)
    }
  }

  mutating func note(_ word: UInt64) {
    for shift in stride(from: 0 as UInt64, to: 64, by: 8) {
      digest = (digest ^ (word >> shift & 255)) &* 0x100_0000_01B3
    }
  }

  mutating func note(_ fault: PageFault, at gva: GVA, _ access: GuestAccess, by process: Int) {
    faults += 1
    note(gva.rawValue)
    note(
      UInt64(process) << 24 | UInt64(access.classIndex) << 16 | UInt64(fault.reason.rawValue) << 8
        | fault.level.rawValue)
  }
}
