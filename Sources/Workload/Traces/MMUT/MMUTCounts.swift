/// How many accesses of each kind, and events, there are in a part of a trace.
public struct MMUTCounts<Number: FixedWidthInteger & UnsignedInteger & Sendable>: Equatable, Sendable {
  /// Data reads.
  public var loads: Number = 0
  /// Data writes.
  public var stores: Number = 0
  /// Instruction fetches.
  public var fetches: Number = 0
  /// Words that are no accesses: ``MemoryAccess/Event``.
  public var events: Number = 0

  /// None.
  public init() {}

  init(loads: Number, stores: Number, fetches: Number, events: Number) {
    (self.loads, self.stores, self.fetches, self.events) = (loads, stores, fetches, events)
  }

  /// All of them.
  public var total: UInt64 { UInt64(loads) &+ UInt64(stores) &+ UInt64(fetches) &+ UInt64(events) }

  mutating func add<Other>(_ other: MMUTCounts<Other>) {
    loads &+= Number(other.loads)
    stores &+= Number(other.stores)
    fetches &+= Number(other.fetches)
    events &+= Number(other.events)
  }
}

extension MMUTCounts<UInt32> {
  /// Counts from a sum of ``MMUTTemplate/packedCounts``.
  init(packed: UInt64, wordCount: Int) {
    func field(_ index: UInt64) -> UInt32 { UInt32(packed >> (21 * index) & 0x1F_FFFF) }
    self.init(
      loads: field(0), stores: field(1), fetches: field(2),
      events: UInt32(wordCount) - field(0) - field(1) - field(2))
  }
}
