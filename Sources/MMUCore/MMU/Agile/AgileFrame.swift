/// What the monitor knows of one of the guest's frames that may hold tables.
public struct AgileFrame: BitwiseCopyable {
  /// The shadow tables of it by level, from 1 on, counted from 1; 0: none.
  var tables = InlineArray<5, UInt32>(repeating: 0)
  /// The interval in which it was last stored to.
  var interval: UInt32 = 0
  /// The only page by which it was ever mapped, with bit 0 set; 0: none; 2: there were several.
  var gva: UInt64 = 0
  /// The shadow entry that maps it; 0: none; all ones: there were several.
  var leaf: UInt64 = 0
  /// The interval at whose end its dirty bit was last asked for.
  var settled: UInt32 = 0
  /// Of a root that starts nested: the interval in which it was first loaded; 0: it does not, or has grown up.
  var born: UInt32 = 0
  /// How often it was stored to in that interval.
  var stores: UInt8 = 0
  /// The level at which it is walked in two dimensions; 0: it is not.
  var nestedLevel: UInt8 = 0
  /// Whether the switch was set by hand.
  var isPinned = false
  /// Whether it was loaded as a root, and not released since.
  var isKnownRoot = false
  /// Whether it has come back under shadow tables, and has none yet.
  var isReturning = false

  /// One of which nothing is known.
  public init() {}

  /// The levels at which a guest's table can be, from 0 on.
  static var levels: Range<Int> { 0..<5 }

  /// Whether it has a shadow, so that the monitor must hear of stores to it.
  var isWatched: Bool { tables[0] | tables[1] | tables[2] | tables[3] | tables[4] != 0 }
}
