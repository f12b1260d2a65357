import Regression

/// The counters that benchmarks have.
extension ExactCounter {
  /// Entries of page tables read by walks.
  static func references(_ events: UInt64, in operations: UInt64) -> ExactCounter {
    ExactCounter(
      name: "references", events: events, operations: operations, unit: "table entries read", polarity: .lowerIsBetter)
  }

  /// Lookups that a TLB answered.
  static func hits(_ events: UInt64, in operations: UInt64) -> ExactCounter {
    ExactCounter(name: "hits", events: events, operations: operations, unit: "lookups", polarity: .higherIsBetter)
  }

  /// Lookups that no TLB answered.
  static func walks(_ events: UInt64, in operations: UInt64) -> ExactCounter {
    ExactCounter(name: "walks", events: events, operations: operations, unit: "walks", polarity: .lowerIsBetter)
  }

  /// Exits from the guest to the monitor.
  static func exits(_ events: UInt64, in operations: UInt64) -> ExactCounter {
    ExactCounter(name: "exits", events: events, operations: operations, unit: "exits", polarity: .lowerIsBetter)
  }

  /// The memory of shadow tables and books, for each page that the guest maps.
  static func bytes(_ bytes: UInt64, in entries: UInt64) -> ExactCounter {
    ExactCounter(
      name: "bytes", events: bytes, operations: entries, unit: "bytes a mapped page", polarity: .lowerIsBetter)
  }

  /// Instructions, counted by Callgrind.
  static func instructions(_ events: UInt64, in operations: UInt64, validFor: String) -> ExactCounter {
    ExactCounter(
      name: instructionsName, events: events, operations: operations, unit: "instructions", polarity: .lowerIsBetter,
      validFor: validFor)
  }

  /// The name of the counter of instructions.
  static let instructionsName = "instructions"
}
