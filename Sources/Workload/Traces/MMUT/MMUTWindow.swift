/// The part of a file that is in memory: from the section at hand on, at most one section.
struct MMUTWindow {
  private let source: any ByteSource
  private let storage: UnsafeMutableRawBufferPointer
  private var unread = 0..<0
  /// Where the window begins in the file.
  private(set) var offset: UInt64 = 0

  private static let capacity = MMUTSectionHeader.byteCount + MMUTLimits.storedBytes

  init(_ source: any ByteSource) {
    self.source = source
    // Only what is read takes memory.
    storage = .allocate(byteCount: Self.capacity, alignment: 16)
  }

  func deallocate() { storage.deallocate() }

  var wasInterrupted: Bool { source.wasInterrupted }

  /// Reads until the window holds so many bytes, or the file ends; answers what it holds of them.
  mutating func bytes(_ count: Int) throws(TraceFailure) -> UnsafeRawBufferPointer {
    if unread.count < count {
      if unread.lowerBound + count > storage.count { moveToFront() }
      while unread.count < count {
        let room = UnsafeMutableRawBufferPointer(rebasing: storage[unread.upperBound..<(unread.lowerBound + count)])
        let more = try source.read(into: room)
        if more == 0 { break }
        unread = unread.lowerBound..<(unread.upperBound + more)
      }
    }
    return UnsafeRawBufferPointer(rebasing: storage[unread].prefix(count))
  }

  /// Moves the beginning of the window.
  mutating func skip(_ count: Int) {
    unread = (unread.lowerBound + count)..<unread.upperBound
    offset += UInt64(count)
    if unread.isEmpty { unread = 0..<0 }
  }

  /// Skips to the next place after the beginning where a section may begin; answers whether there is one.
  mutating func skipToSync() throws(TraceFailure) -> Bool {
    skip(min(1, unread.count))
    while true {
      let bytes = try bytes(max(8, min(unread.count, Self.capacity)))
      guard bytes.count >= 8 else { return false }
      if let position = Self.position(in: bytes) {
        skip(position)
        return true
      }
      skip(bytes.count - 7)
    }
  }

  private static func position(in bytes: UnsafeRawBufferPointer) -> Int? {
    let first = UInt8(truncatingIfNeeded: MMUTSectionHeader.sync)
    for position in 0...(bytes.count - 8) where bytes[position] == first {
      let word = bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)
      if UInt64(littleEndian: word) == MMUTSectionHeader.sync { return position }
    }
    return nil
  }

  private mutating func moveToFront() {
    let rest = UnsafeRawBufferPointer(rebasing: storage[unread])
    storage.copyMemory(from: rest)
    unread = 0..<rest.count
  }
}
