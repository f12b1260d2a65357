/// A run of accesses that a block has shown once and refers to by number from then on.
///
/// Its slots are a stretch of the block's slots: for each, what it was last time and how far it moves each time.
struct MMUTTemplate: BitwiseCopyable {
  /// Its first slot among all of the block.
  var start: UInt32
  /// How many slots it has, 1 to 64.
  var count: UInt16
  /// Which template came after it last time.
  var successor: UInt32
  /// Its loads, stores and fetches: 21 bits each, so that counts of a whole block can be summed so.
  var packedCounts: UInt64

  /// What a word adds to ``packedCounts``, by its low two bits; an event adds nothing.
  @inline(__always)
  static func packedCount(_ word: UInt64) -> UInt64 {
    word & 3 == 3 ? 0 : 1 &<< (21 &* (word & 3))
  }
}
