import CLimits
import CSampleTraces
import MMUCore
import Workload

/// A real program's trace with its fetches, as a `.mmut` file and decoded.
final class TraceFixture {
  private let replay: MMUTBlockReplay
  private let content: UnsafeMutableBufferPointer<UInt8>
  private let decoded = UnsafeMutablePointer<UInt64>.allocate(capacity: MMUTLimits.wordsPerBlock + 8)
  private let words: [UInt64]
  private let decoder: OpaquePointer

  /// How many words the trace has.
  var wordCount: Int { words.count }

  init() throws(BenchmarkFailure) {
    var length = 0
    let start = sample_trace_cc1(&length)
    guard let replay = MMUTBlockReplay(UnsafeRawBufferPointer(start: start, count: length)) else {
      throw .other("the built-in trace has no blocks")
    }
    guard let decoder = limit_decoder_create() else { throw .outOfMemory }
    self.replay = replay
    self.decoder = decoder
    content = .allocate(capacity: MMUTLimits.contentBytes + 1024)
    content.initialize(repeating: 0)
    words = try Self.words(UnsafeRawBufferPointer(start: start, count: length))
    try check()
  }

  deinit {
    content.deallocate()
    decoded.deallocate()
    limit_decoder_free(decoder)
  }

  private static func words(_ file: UnsafeRawBufferPointer) throws(BenchmarkFailure) -> [UInt64] {
    do {
      return try accesses(of: MMUTSource(bytes: file, name: "the built-in trace")).map(\.rawValue)
    } catch {
      throw .other("\(error)")
    }
  }

  private static func accesses(of source: MMUTSource) throws -> [MemoryAccess] {
    let batch = UnsafeMutableBufferPointer<MemoryAccess>.allocate(capacity: 1 << 14)
    defer { batch.deallocate() }
    var accesses: [MemoryAccess] = []
    while true {
      let count = try source.nextBatch(into: batch)
      if count == 0 { return accesses }
      accesses += batch[..<count]
    }
  }

  /// Decodes all blocks once, here and in C, and compares.
  private func check() throws(BenchmarkFailure) {
    var done = 0
    while done < words.count {
      guard let block = replay.decodeNext() else { throw .mismatch("a block of the built-in trace is damaged") }
      guard block.elementsEqual(words[done..<(done + block.count)]) else {
        throw .mismatch("a block is decoded wrongly")
      }
      done += block.count
    }
    done = 0
    while done < words.count {
      let count = decodeInC()
      let block = UnsafeBufferPointer(start: decoded, count: count)
      guard count > 0, block.elementsEqual(words[done..<(done + count)]) else {
        throw .mismatch("the C limit decodes a block wrongly")
      }
      done += count
    }
  }

  private func decodeInC() -> Int {
    let (payload, contentBytes, _) = replay.nextPayload()
    return limit_decode_block(decoder, payload.baseAddress, payload.count, content.baseAddress, contentBytes, decoded)
  }

  // MARK: What is timed: whole blocks until `count` accesses went by

  func decode(_ count: Int) {
    var done = 0
    while done < count { done += replay.decodeNext()?.count ?? count }
  }

  func decodeInC(_ count: Int) {
    var done = 0
    while done < count { done += max(1, decodeInC()) }
  }

  func decompress(_ count: Int) {
    var done = 0
    while done < count {
      let (payload, contentBytes, wordCount) = replay.nextPayload()
      _ = limit_decompress(decoder, payload.baseAddress, payload.count, content.baseAddress, contentBytes)
      done += wordCount
    }
  }

  func encode(_ count: Int) {
    words.withUnsafeBufferPointer { words in
      var place = 0
      var done = 0
      while done < count {
        let rest = UnsafeBufferPointer(rebasing: words[place...].prefix(MMUTLimits.wordsPerBlock))
        let taken = replay.encode(rest).wordCount
        place = place + taken < words.count ? place + taken : 0
        done += taken
      }
    }
  }

  func compress(_ count: Int) {
    var done = 0
    while done < count { done += max(1, replay.compressNext()) }
  }
}
