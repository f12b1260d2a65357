/// A list of shadow entries: empty, one entry, or a chain of blocks. One word.
struct EntryListHead: Equatable, BitwiseCopyable {
  let rawValue: UInt32

  static var empty: EntryListHead {
    @inline(__always) get { EntryListHead(rawValue: 0) }
  }

  @inline(__always)
  static func one(_ entry: ShadowEntryIndex) -> EntryListHead {
    EntryListHead(rawValue: (entry.rawValue &+ 1) &<< 1)
  }

  @inline(__always)
  static func chain(from block: UInt32) -> EntryListHead { EntryListHead(rawValue: block &<< 1 | 1) }

  @inline(__always)
  var isEmpty: Bool { rawValue == 0 }

  @inline(__always)
  var isChain: Bool { rawValue & 1 != 0 }

  /// The first block of a chain.
  @inline(__always)
  var block: UInt32 { rawValue &>> 1 }

  /// The entry of a list of one.
  @inline(__always)
  var single: ShadowEntryIndex { ShadowEntryIndex((rawValue &>> 1) &- 1) }
}
