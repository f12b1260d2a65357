import MMUCore

/// Writes a `.mmut` file, from its start to its end, to anything that takes bytes.
///
/// Source: docs/TRACE_FORMAT.md.
public final class MMUTWriter {
  /// What was written so far, accesses that wait for their block to be full included.
  public private(set) var counts = MMUTCounts<UInt64>()
  /// The bytes that were written so far.
  public private(set) var byteCount: UInt64 = 0

  private let sink: any ByteSink
  private let frame: ZstdFrame
  private let encoder = MMUTBlockEncoder()
  private let blockSize: Int
  private let waiting: UnsafeMutablePointer<UInt64>
  private var waitingCount = 0
  private var blockCount: UInt64 = 0
  private var firstIndex: UInt64 = 0
  private var index: [UInt8] = []
  private var marks: [TraceMark] = []
  private var mappings: TraceMappings?

  /// The compression level where nobody says otherwise: higher ones save a tenth at several times the time.
  public static let defaultLevel: Int32 = 3
  /// The levels that there are.
  public static var levels: ClosedRange<Int32> { ZstdFrame.levels }

  /// Writes the beginning of a file.
  ///
  /// - Parameters:
  ///   - level: zstd's compression level, one of ``levels``.
  ///   - blockSize: the most accesses in a block, 1 to ``MMUTLimits/wordsPerBlock``.
  public init(
    _ sink: any ByteSink, _ description: TraceDescription, level: Int32 = MMUTWriter.defaultLevel,
    blockSize: Int = MMUTLimits.wordsPerBlock
  ) throws(TraceFailure) {
    precondition(Self.levels.contains(level), "zstd has no such level")
    precondition((1...MMUTLimits.wordsPerBlock).contains(blockSize), "a block is never so large")
    precondition(TraceDescription.addressBitsRange.contains(description.addressBits), "addresses have 32 to 57 bits")
    guard let frame = ZstdFrame(level: level) else {
      throw .badCompression(name: "the trace", reason: "out of memory")
    }
    self.sink = sink
    self.frame = frame
    self.blockSize = blockSize
    waiting = .allocate(capacity: blockSize)
    try write(MMUTSectionHeader(.header), Array(description.fields.text.utf8))
  }

  deinit { waiting.deallocate() }

  /// Appends accesses and events.
  public func append(_ accesses: UnsafeBufferPointer<MemoryAccess>) throws(TraceFailure) {
    var rest = accesses
    while !rest.isEmpty {
      let part = UnsafeBufferPointer(rebasing: rest.prefix(blockSize - waitingCount))
      let place = waiting + waitingCount
      part.withMemoryRebound(to: UInt64.self) { words in
        if let start = words.baseAddress { place.update(from: start, count: words.count) }
      }
      waitingCount += part.count
      rest = UnsafeBufferPointer(rebasing: rest[part.count...])
      if waitingCount == blockSize { try writeBlock() }
    }
  }

  /// Names the place that the file has come to.
  public func mark(_ name: String) {
    marks.append(TraceMark(index: firstIndex + UInt64(waitingCount), name: name))
  }

  /// Names places, also ones that lie before.
  public func addMarks(_ marks: [TraceMark]) { self.marks += marks }

  /// Says what the recorded program had mapped; it is written at the end.
  public func setMappings(_ mappings: TraceMappings) { self.mappings = mappings }

  /// Writes what is left and the end of the file. Nothing may be appended any more.
  public func finish(_ ending: TraceEnding) throws(TraceFailure) {
    while waitingCount > 0 { try writeBlock() }
    if let mappings {
      for part in mappings.parts(limit: MMUTLimits.contentBytes) { try write(MMUTSectionHeader(part.kind), part.text) }
    }
    try writeNotes(ending)
    let indexOffset = byteCount
    var rest = index[...]
    repeat {
      let part = rest.prefix(MMUTIndexEntry.entriesPerSection * MMUTIndexEntry.byteCount)
      try write(MMUTSectionHeader(.index), Array(part))
      rest = rest[part.endIndex...]
    } while !rest.isEmpty
    var end = MMUTSectionHeader(.end)
    (end.number, end.firstIndex) = (indexOffset, firstIndex)
    try write(end)
  }

  // MARK: Sections

  /// Writes a block of as many of the waiting words as fit.
  private func writeBlock() throws(TraceFailure) {
    let (count, content, counts) = encoder.encode(UnsafeBufferPointer(start: waiting, count: waitingCount))
    var header = MMUTSectionHeader(.block)
    blockCount += 1
    (header.number, header.firstIndex, header.counts) = (blockCount, firstIndex, counts)
    MMUTIndexEntry(offset: byteCount, firstIndex: firstIndex, counts: counts).append(to: &index)
    try write(header, content)
    firstIndex += UInt64(count)
    self.counts.add(counts)
    waitingCount -= count
    waiting.update(from: waiting + count, count: waitingCount)
  }

  private func writeNotes(_ ending: TraceEnding) throws(TraceFailure) {
    var fields = ending.fields
    for mark in marks { fields.add("mark", "\(mark.index) \(mark.name)") }
    var header = MMUTSectionHeader(.notes)
    header.flags = MMUTSectionHeader.optionalFlag
    try write(header, Array(fields.text.utf8))
  }

  /// Writes a section with a content.
  private func write(_ header: MMUTSectionHeader, _ content: [UInt8]) throws(TraceFailure) {
    let failure = content.withUnsafeBytes { bytes in
      do throws(TraceFailure) {
        try write(header, bytes)
        return TraceFailure?.none
      } catch { return error }
    }
    if let failure { throw failure }
  }

  /// Writes a section with a content.
  private func write(_ header: MMUTSectionHeader, _ content: UnsafeRawBufferPointer) throws(TraceFailure) {
    let payload = try frame.compressed(content)
    var header = header
    header.contentBytes = UInt32(content.count)
    header.storedBytes = UInt32(payload.count)
    try Self.write(header, to: sink)
    try sink.write(payload)
    byteCount += UInt64(MMUTSectionHeader.byteCount + payload.count)
  }

  /// Writes a section without one.
  private func write(_ header: MMUTSectionHeader) throws(TraceFailure) {
    try Self.write(header, to: sink)
    byteCount += UInt64(MMUTSectionHeader.byteCount)
  }

  private static func write(_ header: MMUTSectionHeader, to sink: any ByteSink) throws(TraceFailure) {
    var bytes = [UInt8](repeating: 0, count: MMUTSectionHeader.byteCount)
    let failure = bytes.withUnsafeMutableBytes { bytes in
      if let base = bytes.baseAddress { header.write(to: base) }
      do throws(TraceFailure) {
        try sink.write(UnsafeRawBufferPointer(bytes))
        return TraceFailure?.none
      } catch { return error }
    }
    if let failure { throw failure }
  }
}
