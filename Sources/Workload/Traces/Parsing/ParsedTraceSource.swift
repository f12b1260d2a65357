import MMUCore

/// The accesses that a parser finds in the bytes of a source. One buffer of the bytes is in memory at a time.
final class ParsedTraceSource<Parser: TraceParser>: AccessSource {
  var includesFetches: Bool { Parser.includesFetches }
  let expectedCount: UInt64? = nil

  /// The parser, for what it knows beside the accesses.
  private(set) var parser: Parser

  private let source: any ByteSource
  private let name: String
  private let mayBeCutOff: Bool
  private let storage: UnsafeMutableRawBufferPointer
  /// The part of the storage that holds bytes not parsed yet.
  private var unread = 0..<0
  private var isAtEnd = false
  /// The words of a line or record that had no place in the caller's batch.
  private let overflow: UnsafeMutableBufferPointer<MemoryAccess>
  private var waiting = 0..<0

  /// How much is read at once. Larger reads gain nothing and leave the processor's second-level cache.
  static var bufferSize: Int { 1 << 18 }

  /// - Parameter mayBeCutOff: whether the trace may end anywhere, as when its writer is killed.
  init(_ source: any ByteSource, _ parser: Parser, name: String, mayBeCutOff: Bool = false) {
    self.source = source
    self.parser = parser
    self.name = name
    self.mayBeCutOff = mayBeCutOff
    storage = .allocate(byteCount: Self.bufferSize, alignment: 16)
    overflow = .allocate(capacity: Parser.mostWords)
  }

  deinit {
    storage.deallocate()
    overflow.deallocate()
  }

  /// The accesses of the next lines or records. After an interrupt the trace counts as over.
  func nextBatch(into batch: UnsafeMutableBufferPointer<MemoryAccess>) throws(TraceFailure) -> Int {
    if waiting.isEmpty && batch.count < Parser.mostWords { waiting = 0..<(try nextWords(into: overflow)) }
    guard waiting.isEmpty else { return takeWaiting(into: batch) }
    return batch.count < Parser.mostWords ? 0 : try nextWords(into: batch)
  }

  private func takeWaiting(into batch: UnsafeMutableBufferPointer<MemoryAccess>) -> Int {
    let count = min(waiting.count, batch.count)
    for place in 0..<count { batch[place] = overflow[waiting.lowerBound + place] }
    waiting = (waiting.lowerBound + count)..<waiting.upperBound
    return count
  }

  private func nextWords(into batch: UnsafeMutableBufferPointer<MemoryAccess>) throws(TraceFailure) -> Int {
    while !isAtEnd {
      let progress = try parseUnread(into: batch)
      if progress.accessCount > 0 { return progress.accessCount }
      guard progress.byteCount == 0 || unread.isEmpty else { continue }
      if try !readMore() { return try finish(into: batch) }
    }
    return 0
  }

  private func parseUnread(into batch: UnsafeMutableBufferPointer<MemoryAccess>) throws(TraceFailure) -> TraceProgress {
    do throws(TraceDamage) {
      let progress = try parser.parse(UnsafeRawBufferPointer(rebasing: storage[unread]), into: batch)
      unread = (unread.lowerBound + progress.byteCount)..<unread.upperBound
      return progress
    } catch {
      throw .malformed(name: name, error)
    }
  }

  /// Moves what is left to the front and reads more behind it; answers whether there was any.
  private func readMore() throws(TraceFailure) -> Bool {
    let rest = UnsafeRawBufferPointer(rebasing: storage[unread])
    UnsafeMutableRawBufferPointer(rebasing: storage[..<rest.count]).copyMemory(from: rest)
    unread = 0..<rest.count
    let count = try source.read(into: UnsafeMutableRawBufferPointer(rebasing: storage[rest.count...]))
    unread = 0..<(rest.count + count)
    return count > 0
  }

  private func finish(into batch: UnsafeMutableBufferPointer<MemoryAccess>) throws(TraceFailure) -> Int {
    isAtEnd = true
    if source.wasInterrupted || mayBeCutOff { return 0 }
    do throws(TraceDamage) {
      return try parser.finish(UnsafeRawBufferPointer(rebasing: storage[unread]), into: batch)
    } catch {
      throw .malformed(name: name, error)
    }
  }
}
