/// The blocks of a trace in memory, decoded and encoded over and over without allocating: what benchmarks time.
package final class MMUTBlockReplay {
  /// A block: its payload within the file, and what it holds.
  private struct Block {
    var payload: UnsafeRawBufferPointer
    var header: MMUTSectionHeader
  }

  private let blocks: [Block]
  private let opener: ZstdOpener
  private let frame: ZstdFrame
  private let decoder: MMUTBlockDecoder
  private let encoder = MMUTBlockEncoder()
  private let room: UnsafeMutableRawPointer
  private let words = MMUTBlock()
  private var next = 0

  /// Finds the blocks of a sound trace, which stays where it is; `nil` if there are none or memory is short.
  package init?(_ file: UnsafeRawBufferPointer, addressBits: UInt8 = 57) {
    guard let opener = ZstdOpener(), let frame = ZstdFrame(level: MMUTWriter.defaultLevel) else { return nil }
    (self.opener, self.frame) = (opener, frame)
    decoder = MMUTBlockDecoder(addressBits: addressBits)
    room = .allocate(byteCount: MMUTLimits.contentBytes + MMUTLimits.contentPadding, alignment: 16)
    room.initializeMemory(as: UInt8.self, repeating: 0, count: MMUTLimits.contentBytes + MMUTLimits.contentPadding)
    var blocks: [Block] = []
    var offset = 0
    while let base = file.baseAddress, offset + MMUTSectionHeader.byteCount <= file.count,
      let header = try? MMUTSectionHeader(base + offset)
    {
      let start = offset + MMUTSectionHeader.byteCount
      offset = start + Int(header.storedBytes)
      guard offset <= file.count else { break }
      let payload = UnsafeRawBufferPointer(rebasing: file[start..<offset])
      if header.kind == .block { blocks.append(Block(payload: payload, header: header)) }
    }
    self.blocks = blocks
    if blocks.isEmpty { return nil }
  }

  deinit { room.deallocate() }

  /// The payload of the next block as it is stored, how many bytes it has decompressed, and how many words.
  package func nextPayload() -> (payload: UnsafeRawBufferPointer, contentBytes: Int, wordCount: Int) {
    let block = blocks[next]
    next = (next + 1) % blocks.count
    return (block.payload, Int(block.header.contentBytes), Int(block.header.counts.total))
  }

  /// Decodes the next block; `nil` if it is damaged.
  package func decodeNext() -> UnsafeBufferPointer<UInt64>? {
    let block = blocks[next]
    next = (next + 1) % blocks.count
    let count = Int(block.header.contentBytes)
    do throws(MMUTFault) {
      try opener.open(block.payload, into: UnsafeMutableRawBufferPointer(start: room, count: count))
      try decoder.decode(UnsafeRawBufferPointer(start: room, count: count), into: words.words, block.header.counts)
    } catch {
      return nil
    }
    return UnsafeBufferPointer(start: words.words, count: Int(block.header.counts.total))
  }

  /// Encodes and compresses as many words as a block takes; answers how many, and the bytes that it takes in a file.
  package func encode(_ words: UnsafeBufferPointer<UInt64>) -> (wordCount: Int, byteCount: Int) {
    let (count, content, _) = encoder.encode(words)
    let payload = try? frame.compressed(content)
    return (count, MMUTSectionHeader.byteCount + (payload?.count ?? 0))
  }

  /// Compresses the content of the next block as it is.
  package func compressNext() -> Int {
    let block = blocks[next]
    next = (next + 1) % blocks.count
    let content = UnsafeMutableRawBufferPointer(start: room, count: Int(block.header.contentBytes))
    guard (try? opener.open(block.payload, into: content)) != nil else { return 0 }
    _ = try? frame.compressed(UnsafeRawBufferPointer(content))
    return Int(block.header.counts.total)
  }
}
