import CZstd

/// The bytes that another source holds in zstd frames (RFC 8878).
final class ZstdReader: ByteSource {
  /// The first four bytes of a frame, as a little-endian number.
  static let magic: UInt32 = 0xFD2F_B528

  private let compressed: any ByteSource
  private let name: String
  private let stream: OpaquePointer
  private let storage: UnsafeMutableRawBufferPointer
  private var input: ZSTD_inBuffer
  private var isInsideFrame = false

  var wasInterrupted: Bool { compressed.wasInterrupted }

  /// A reader of compressed bytes, of which the first were read already; `nil` when the library gives no memory.
  init?(_ compressed: any ByteSource, prefix: UnsafeRawBufferPointer, name: String) {
    guard let stream = ZSTD_createDStream() else { return nil }
    self.compressed = compressed
    self.name = name
    self.stream = stream
    storage = .allocate(byteCount: max(ZSTD_DStreamInSize(), prefix.count), alignment: 16)
    storage.copyMemory(from: prefix)
    input = ZSTD_inBuffer(src: UnsafeRawPointer(storage.baseAddress), size: prefix.count, pos: 0)
  }

  deinit {
    ZSTD_freeDStream(stream)
    storage.deallocate()
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(TraceFailure) -> Int {
    var output = ZSTD_outBuffer(dst: buffer.baseAddress, size: buffer.count, pos: 0)
    while output.pos == 0 {
      if input.pos == input.size, try !refill(), !wasInterrupted {
        if isInsideFrame { throw .badCompression(name: name, reason: "the data ends within a zstd frame") }
        return 0
      }
      if wasInterrupted { return 0 }
      let hint = ZSTD_decompressStream(stream, &output, &input)
      if ZSTD_isError(hint) != 0 {
        throw .badCompression(name: name, reason: String(cString: ZSTD_getErrorName(hint)))
      }
      isInsideFrame = hint != 0
    }
    return output.pos
  }

  /// Reads more compressed bytes; answers whether there were any.
  private func refill() throws(TraceFailure) -> Bool {
    let count = try compressed.read(into: storage)
    input = ZSTD_inBuffer(src: UnsafeRawPointer(storage.baseAddress), size: count, pos: 0)
    return count > 0
  }
}
