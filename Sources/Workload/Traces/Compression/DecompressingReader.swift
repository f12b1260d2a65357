/// The bytes that another source holds in compressed form. It holds one piece of the compressed data and the decoder's
/// window at a time, however much that expands to.
final class DecompressingReader: ByteSource {
  private let compressed: any ByteSource
  private let decoder: any StreamDecoder
  private let name: String
  private let storage: UnsafeMutableRawBufferPointer
  private var input: UnsafeRawBufferPointer

  /// How many compressed bytes are read at once.
  private static let pieceSize = 1 << 17

  var wasInterrupted: Bool { compressed.wasInterrupted }

  init(_ compressed: any ByteSource, _ decoder: any StreamDecoder, name: String) {
    self.compressed = compressed
    self.decoder = decoder
    self.name = name
    storage = .allocate(byteCount: Self.pieceSize, alignment: 16)
    input = UnsafeRawBufferPointer(rebasing: storage[..<0])
  }

  deinit { storage.deallocate() }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(TraceFailure) -> Int {
    // Each round uses input, writes output or comes to the end, since a decoder that does neither has its end in sight.
    while true {
      if input.isEmpty { try refill() }
      if wasInterrupted { return 0 }
      let isLast = input.isEmpty
      let progress = try decode(to: buffer)
      if progress.outputCount > 0 { return progress.outputCount }
      guard isLast || progress.inputCount == 0 else { continue }
      guard isLast, decoder.mayEnd else {
        let reason = isLast ? "the data ends too early; the file is cut off" : "the decoder makes no progress"
        throw failure(reason)
      }
      return 0
    }
  }

  private func decode(to buffer: UnsafeMutableRawBufferPointer) throws(TraceFailure) -> StreamProgress {
    do throws(StreamDamage) {
      let progress = try decoder.decode(input, to: buffer)
      input = UnsafeRawBufferPointer(rebasing: input[progress.inputCount...])
      return progress
    } catch {
      throw failure(error.reason)
    }
  }

  private func refill() throws(TraceFailure) {
    let count = try compressed.read(into: storage)
    input = UnsafeRawBufferPointer(rebasing: storage[..<count])
  }

  private func failure(_ reason: String) -> TraceFailure {
    .badCompression(name: name, reason: "\(decoder.formatName): \(reason)")
  }
}
