import CZstd

/// Makes payloads: one zstd frame each, with its content's size and checksum (RFC 8878, section 3.1.1).
final class ZstdFrame {
  private let compressor: OpaquePointer
  private var storage = UnsafeMutableRawBufferPointer(start: nil, count: 0)

  /// The levels that the library has.
  static let levels: ClosedRange<Int32> = 1...19

  /// `nil` when the library gives no memory.
  init?(level: Int32) {
    guard let compressor = ZSTD_createCCtx() else { return nil }
    self.compressor = compressor
    _ = ZSTD_CCtx_setParameter(compressor, ZSTD_c_compressionLevel, level)
    _ = ZSTD_CCtx_setParameter(compressor, ZSTD_c_checksumFlag, 1)
  }

  deinit {
    ZSTD_freeCCtx(compressor)
    storage.deallocate()
  }

  /// The frame of a content, which is good until the next one.
  func compressed(_ content: UnsafeRawBufferPointer) throws(TraceFailure) -> UnsafeRawBufferPointer {
    let bound = ZSTD_compressBound(content.count)
    if storage.count < bound {
      storage.deallocate()
      storage = .allocate(byteCount: bound, alignment: 16)
    }
    let size = ZSTD_compress2(compressor, storage.baseAddress, storage.count, content.baseAddress, content.count)
    // With room for any content it cannot fail but for lack of memory.
    guard ZSTD_isError(size) == 0 else {
      throw .badCompression(name: "the trace", reason: String(cString: ZSTD_getErrorName(size)))
    }
    return UnsafeRawBufferPointer(rebasing: storage[..<size])
  }
}
