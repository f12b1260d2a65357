/// What the pager knows of each guest frame: the shadow entries that map it, and whether it is a table.
///
/// Compact: eight bytes a frame, and a block of 64 bytes for every 14 mappings beyond the first.
///
/// Source of the idea: Disco's backmaps; Linux, mmu.rst, section "Reverse map".
struct ReverseMap {
  /// One guest frame.
  struct Frame: BitwiseCopyable {
    /// The shadow leaves that map it; a large one stands at the first frame of its page. First of all fields, so that a
    /// pointer to the frame is one to the list.
    var mappings: EntryListHead
    /// The shadow pages that shadow it as a table.
    var tableCount: UInt16
    /// Those of them that are unsync.
    var unsyncCount: UInt16

    static var unused: Frame { Frame(mappings: .empty, tableCount: 0, unsyncCount: 0) }
  }

  /// The frames, by ``FrameIndex``.
  let frames: UnsafeMutablePointer<Frame>
  let capacity: Int
  /// For each run of 512 frames, how many are tables: large pages keep off them.
  private let tablesInRun: UnsafeMutablePointer<UInt16>
  private let dirtyWords: UnsafeMutablePointer<UInt64>

  /// A map of unused frames.
  init(
    frames: UnsafeMutableBufferPointer<Frame>, tablesInRun: UnsafeMutableBufferPointer<UInt16>,
    dirtyWords: UnsafeMutableBufferPointer<UInt64>
  ) {
    frames.initialize(repeating: .unused)
    tablesInRun.initialize(repeating: 0)
    dirtyWords.initialize(repeating: 0)
    self.frames = frames.baseAddress.unsafelyUnwrapped
    self.tablesInRun = tablesInRun.baseAddress.unsafelyUnwrapped
    self.dirtyWords = dirtyWords.baseAddress.unsafelyUnwrapped
    capacity = frames.count
  }

  /// Where the list of a frame's mappings begins.
  @inline(__always)
  func mappings(of index: FrameIndex) -> UnsafeMutablePointer<EntryListHead> {
    UnsafeMutableRawPointer(frames + index.position).assumingMemoryBound(to: EntryListHead.self)
  }

  /// Whether nothing maps a frame and it is no table.
  @inline(__always)
  func isUnused(_ index: FrameIndex) -> Bool {
    let frame = frames[index.position]
    return frame.mappings.isEmpty && frame.tableCount | frame.unsyncCount == 0
  }

  /// Whether a frame is shadowed as a table.
  @inline(__always)
  func isTable(_ index: FrameIndex) -> Bool { frames[index.position].tableCount != 0 }

  /// Whether the guest may write a frame as far as tables are concerned: none, or all of them unsync.
  @inline(__always)
  func mayBeWritten(_ index: FrameIndex) -> Bool {
    frames[index.position].tableCount == frames[index.position].unsyncCount
  }

  /// Notes one more shadow page of a frame.
  func addTable(_ index: FrameIndex) {
    frames[index.position].tableCount &+= 1
    if frames[index.position].tableCount == 1 { tablesInRun[index.position &>> 9] &+= 1 }
  }

  /// Notes one shadow page of a frame less.
  func removeTable(_ index: FrameIndex, wasUnsync: Bool) {
    frames[index.position].tableCount &-= 1
    if wasUnsync { frames[index.position].unsyncCount &-= 1 }
    if frames[index.position].tableCount == 0 { tablesInRun[index.position &>> 9] &-= 1 }
  }

  /// Whether a page of 2^`shift` bytes (2 MiB or more) that begins at a frame holds a table.
  func holdsTable(from index: FrameIndex, shift: UInt8) -> Bool {
    let runCount = 1 &<< Int(shift &- 21)
    for run in 0..<runCount where tablesInRun[index.position &>> 9 &+ run] != 0 { return true }
    return false
  }

  /// Tables in the run that begins at a frame, counted now.
  func countTablesInRun(of index: FrameIndex) -> Int {
    var count = 0
    for frame in index.position..<min(index.position &+ 512, capacity) where frames[frame].tableCount != 0 {
      count &+= 1
    }
    return count
  }

  /// Tables in the run that holds a frame, as kept.
  func tableCountInRun(of index: FrameIndex) -> Int { Int(tablesInRun[index.position &>> 9]) }

  /// Notes a store to a frame.
  @inline(__always)
  func markDirty(_ index: FrameIndex) {
    dirtyWords[index.position &>> 6] |= 1 &<< UInt64(index.position & 63)
  }

  /// Whether a store to a frame was noted and not yet taken.
  @inline(__always)
  func isDirty(_ index: FrameIndex) -> Bool {
    dirtyWords[index.position &>> 6] &>> UInt64(index.position & 63) & 1 != 0
  }

  /// Forgets the store that was noted.
  @inline(__always)
  func clearDirty(_ index: FrameIndex) {
    dirtyWords[index.position &>> 6] &= ~(1 &<< UInt64(index.position & 63))
  }
}
