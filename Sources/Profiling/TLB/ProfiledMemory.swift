import MMUCore
import Workload

/// The memory of a profile: tables of the guest and of the host, what walkers cache and count, and frames given back.
struct ProfiledMemory {
  /// The tables: those of the guest after those of the host, if there are any.
  let tables: MappedBuffer
  /// Where the guest's begin.
  let guestStart: Int
  /// Words for walk caches.
  let caches: MappedBuffer
  /// Words for lines seen, twice as many as one dimension needs.
  let lines: MappedBuffer
  /// Room for every frame of the guest's tables.
  let returned: MappedBuffer

  init(tableByteCount: Int, _ model: WalkModel) throws(TLBProfilerError) {
    guestStart = model.hostPageSize == nil ? 0 : tableByteCount
    let cacheWords = (model.caches ?? .none).wordCount
    let lineWords = TableReads.wordCount(memoryByteCount: UInt64(tableByteCount))
    guard let tables = MappedBuffer(byteCount: guestStart + tableByteCount, prefersHugePages: true),
      let caches = MappedBuffer(byteCount: 8 * cacheWords), let lines = MappedBuffer(byteCount: 16 * lineWords),
      let returned = MappedBuffer(byteCount: max(8, tableByteCount / 4096 * MemoryLayout<GFN>.stride))
    else { throw .outOfMemory(byteCount: tableByteCount) }
    self.tables = tables
    self.caches = caches
    self.lines = lines
    self.returned = returned
  }

  /// The guest's physical memory that has tables in it.
  var guest: GuestMemory { GuestMemory(UnsafeMutableRawBufferPointer(rebasing: tables.bytes[guestStart...])) }

  /// The machine's.
  var machine: MachineMemory { MachineMemory(tables.bytes) }

  /// The guest's frames for tables.
  var guestPool: FramePool<GuestPhysical> {
    FramePool(first: GFN(0), end: GFN(guest.frameCount), returned: returned.bound(to: GFN.self))
  }

  /// The host's frames for tables.
  var hostPool: FramePool<HostPhysical> {
    FramePool(first: HFN(0), end: HFN(UInt64(guestStart) / 4096), returned: .init(start: nil, count: 0))
  }

  /// The counts of one dimension's reads.
  func reads(ofHost isHost: Bool) -> TableReads {
    let half = lines.bound(to: UInt64.self).count / 2
    let words = lines.bound(to: UInt64.self)[(isHost ? half : 0)...].prefix(half)
    return TableReads(
      memoryByteCount: UInt64(tables.bytes.count - guestStart), words: UnsafeMutableBufferPointer(rebasing: words))
  }
}
