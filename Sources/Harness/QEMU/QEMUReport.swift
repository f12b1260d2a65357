/// What a comparison with QEMU compared, and where QEMU and the model first differ.
public struct QEMUReport: Equatable, Sendable {
  /// The machine.
  public let guest: QEMUGuest
  /// Makes the same batch again.
  public let seed: UInt64
  /// How many cases were compared.
  public internal(set) var cases = 0
  /// How many of them went to an address.
  public internal(set) var translated = 0
  /// How many of them changed table entries.
  public internal(set) var updates = 0
  /// How many of them trapped, by cause as ``QEMUOracle/significant(_:_:)`` leaves it.
  public internal(set) var faults: [UInt64: Int] = [:]
  /// The first disagreement, with what replays it; `nil` when there was none.
  public internal(set) var disagreement: String?

  init(_ guest: QEMUGuest, seed: UInt64) {
    self.guest = guest
    self.seed = seed
  }
}
