/// What the monitor knows of one of its shadow tables.
public struct AgileTable: BitwiseCopyable {
  /// The guest's table that it shadows; of a table that maps a part of a large page, the large page's entry.
  var guest: UInt64 = 0
  /// Where one of the entries that lead to it lies on the machine.
  var parent: UInt64 = 0
  /// How many entries lead to it; of a table that is not in use, the next such, counted from 1.
  var references: UInt32 = 0
  /// Its level; 0: not in use.
  var level: UInt8 = 0
  /// How many pages of data were mapped in it one by one.
  var faults: UInt8 = 0
  /// Whether it maps a part of a large page.
  var isPart = false

  /// One that is not in use.
  public init() {}
}
