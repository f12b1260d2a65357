/// The bytes that a shadow pager keeps its books in, cut into pieces. The shadow tables themselves lie in machine memory.
public struct ShadowStorage {
  let capacity: ShadowCapacity
  let pages: UnsafeMutableBufferPointer<ShadowPage>
  let buckets: UnsafeMutableBufferPointer<ShadowPageIndex>
  let links: UnsafeMutableBufferPointer<EntryLink>
  let unsyncBits: UnsafeMutableBufferPointer<UInt64>
  let listWords: UnsafeMutableBufferPointer<UInt32>
  let frames: UnsafeMutableBufferPointer<ReverseMap.Frame>
  let tablesInRun: UnsafeMutableBufferPointer<UInt16>
  let dirtyWords: UnsafeMutableBufferPointer<UInt64>
  let slots: UnsafeMutableBufferPointer<ShadowSlot>
  let snapshots: UnsafeMutableBufferPointer<UInt64>

  /// The bytes that a capacity needs.
  public static func byteCount(for capacity: ShadowCapacity) -> Int {
    var carver = Carver(base: nil)
    _ = ShadowStorage(capacity, from: &carver)
    return carver.offset
  }

  /// Cuts up a buffer of at least ``byteCount(for:)`` bytes, aligned to 64.
  public init(_ capacity: ShadowCapacity, in buffer: UnsafeMutableRawBufferPointer) {
    precondition(capacity.pages >= ShadowCapacity.minimumPages, "a pager needs a few pages")
    precondition(capacity.pages < 1 << 22 && capacity.guestFrames < 1 << 31, "numbers of 32 bits")
    precondition(buffer.count >= Self.byteCount(for: capacity), "a buffer of byteCount(for:) bytes")
    var carver = Carver(base: buffer.baseAddress)
    self.init(capacity, from: &carver)
  }

  private init(_ capacity: ShadowCapacity, from carver: inout Carver) {
    self.capacity = capacity
    snapshots = carver.take(capacity.snapshots * 512)
    listWords = carver.take(capacity.listBlocks * 16)
    unsyncBits = carver.take(capacity.pages * ShadowPageTable.unsyncWords)
    links = carver.take(capacity.pages * 512)
    pages = carver.take(capacity.pages)
    buckets = carver.take(Self.powerOfTwo(atLeast: capacity.pages))
    frames = carver.take(capacity.guestFrames)
    tablesInRun = carver.take(capacity.guestFrames / 512 + 1)
    dirtyWords = carver.take(capacity.guestFrames / 64 + 1)
    slots = carver.take(capacity.slots)
  }

  private static func powerOfTwo(atLeast count: Int) -> Int {
    var power = 1
    while power < count { power *= 2 }
    return power
  }

  /// Hands out consecutive pieces of a buffer, each aligned to a cache line; without a buffer it only counts.
  private struct Carver {
    let base: UnsafeMutableRawPointer?
    var offset = 0

    mutating func take<Element>(_ count: Int) -> UnsafeMutableBufferPointer<Element> {
      let start = offset
      offset += (count * MemoryLayout<Element>.stride + 63) & ~63
      guard let base else { return UnsafeMutableBufferPointer(start: nil, count: 0) }
      let first = (base + start).bindMemory(to: Element.self, capacity: count)
      return UnsafeMutableBufferPointer(start: first, count: count)
    }
  }
}
