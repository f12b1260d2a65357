import MMUCore

/// The accesses of a `.mmut` file, from a file, a pipe or memory.
///
/// Blocks are decoded on a thread of their own, ahead of their use.
public final class MMUTSource: ProgramSource {
  /// What the trace is of.
  public let description: TraceDescription
  /// How many accesses and events there are, if the file can be read at its end and has one.
  public let expectedCount: UInt64?
  /// Whether instruction fetches may be among the accesses.
  public var includesFetches: Bool { description.includesFetches }

  private let reader: MMUTBlockReader
  private let ahead: MMUTReadAhead?
  private var block: MMUTBlock?
  private var used = 0
  private var isAtEnd = false
  private var finalMappings: TraceMappings?

  /// The bytes that every file begins with.
  public static var signature: [UInt8] { withUnsafeBytes(of: MMUTSectionHeader.sync.littleEndian) { Array($0) } }

  /// Opens a file, or standard input where the path is `-`.
  ///
  /// - Parameter salvages: whether what is damaged is skipped; ``salvage`` says what that was.
  public convenience init(path: String, salvages: Bool = false) throws(TraceFailure) {
    let mustStop = MMUTStopFlag()
    let (reader, name) = try DescriptorReader.opened(path) { mustStop.isSet }
    try self.init(reader, end: reader, name: name, salvages: salvages, mustStop: mustStop)
  }

  /// Reads a file in memory, which stays where it is as long as the source is used, on the caller's thread.
  public convenience init(
    bytes: UnsafeRawBufferPointer, name: String, salvages: Bool = false
  ) throws(TraceFailure) {
    try self.init(MemoryReader(bytes), name: name, salvages: salvages, mustStop: nil)
  }

  /// - Parameters:
  ///   - end: where the end of the file can be looked up beforehand.
  ///   - mustStop: what the byte source asks whether to go on; without it nothing is read ahead.
  init(
    _ bytes: any ByteSource, end: DescriptorReader? = nil, name: String, salvages: Bool, mustStop: MMUTStopFlag?
  ) throws(TraceFailure) {
    reader = try MMUTBlockReader(bytes, name: name, salvages: salvages)
    description = reader.description
    expectedCount = salvages ? nil : end?.lastBytes(MMUTSectionHeader.byteCount).flatMap(Self.count)
    ahead = mustStop.map { [reader] in MMUTReadAhead(reader, mustStop: $0) }
  }

  deinit { ahead?.stop() }

  /// The next accesses. After an interrupt there are no more.
  public func nextBatch(into batch: UnsafeMutableBufferPointer<MemoryAccess>) throws(TraceFailure) -> Int {
    guard let words = try nextWords(atMost: batch.count) else { return 0 }
    batch.withMemoryRebound(to: UInt64.self) { batch in
      if let place = batch.baseAddress, let start = words.baseAddress { place.update(from: start, count: words.count) }
    }
    return words.count
  }

  /// Blocks are decoded in a thread of their own.
  public var readsAhead: Bool { true }

  // MARK: What else the file says, at its end

  /// What the recorded program had mapped; empty until the end was read, or where the file does not say.
  public var mappings: TraceMappings {
    guard isAtEnd else { return TraceMappings() }
    let mappings = finalMappings ?? reader.annotations.mappings
    finalMappings = mappings
    return mappings
  }
  /// The places that have names, once the end was read.
  public var marks: [TraceMark] { isAtEnd ? reader.annotations.marks : [] }
  /// How the recording ended, once the end was read, if the file says so.
  public var ending: TraceEnding? { isAtEnd ? reader.annotations.ending : nil }
  /// What was left out as damaged, once the end was read.
  public var salvage: MMUTSalvage { isAtEnd ? reader.salvage : MMUTSalvage() }

  // MARK: Blocks

  /// Some words that are in memory already, which are good until the next call; `nil` at the end.
  private func nextWords(atMost count: Int) throws(TraceFailure) -> UnsafeBufferPointer<UInt64>? {
    if block.map({ used == $0.count }) ?? true, try !readBlock() { return nil }
    guard let block else { return nil }
    let words = UnsafeBufferPointer(start: block.words + used, count: min(count, block.count - used))
    used += words.count
    return words
  }

  private func readBlock() throws(TraceFailure) -> Bool {
    used = 0
    if isAtEnd { return false }
    // What was used up is not there any more, also if there is a failure in place of the next.
    let previous = block
    block = nil
    if let ahead {
      block = try ahead.next(after: previous)
    } else {
      let room = previous ?? MMUTBlock()
      block = try reader.next(into: room) ? room : nil
    }
    isAtEnd = block == nil
    if isAtEnd { ahead?.stop() }
    return !isAtEnd
  }

  /// What the end marker says that the last bytes of a file may be.
  private static func count(_ bytes: [UInt8]) -> UInt64? {
    let header = bytes.withUnsafeBytes { bytes in bytes.baseAddress.flatMap { try? MMUTSectionHeader($0) } }
    return header?.kind == .end ? header?.firstIndex : nil
  }
}
