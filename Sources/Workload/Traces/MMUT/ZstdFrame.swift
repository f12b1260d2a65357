import CZstd

/// Payloads: one zstd frame each, with its content's size and checksum (RFC 8878, section 3.1.1).
final class ZstdFrame {
  private let compressor: OpaquePointer
  private var storage: [UInt8] = []

  /// The levels that the library has.
  static let levels: ClosedRange<Int32> = 1...19

  /// `nil` when the library gives no memory.
  init?(level: Int32) {
    guard let compressor = ZSTD_createCCtx() else { return nil }
    self.compressor = compressor
    _ = ZSTD_CCtx_setParameter(compressor, ZSTD_c_compressionLevel, level)
    _ = ZSTD_CCtx_setParameter(compressor, ZSTD_c_checksumFlag, 1)
  }

  deinit { ZSTD_freeCCtx(compressor) }

  /// Compresses a content; hands the frame to a body.
  func compress(
    _ content: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) throws(TraceFailure) -> Void
  ) throws(TraceFailure) {
    let bound = ZSTD_compressBound(content.count)
    if storage.count < bound { storage = [UInt8](repeating: 0, count: bound) }
    let size = storage.withUnsafeMutableBytes {
      ZSTD_compress2(compressor, $0.baseAddress, $0.count, content.baseAddress, content.count)
    }
    // With room for any content it cannot fail but for lack of memory.
    guard ZSTD_isError(size) == 0 else {
      throw .badCompression(name: "the trace", reason: String(cString: ZSTD_getErrorName(size)))
    }
    let failure = storage.withUnsafeBytes { bytes in
      do throws(TraceFailure) {
        try body(UnsafeRawBufferPointer(rebasing: bytes[..<size]))
        return TraceFailure?.none
      } catch { return error }
    }
    if let failure { throw failure }
  }
}

/// Opens payloads.
final class ZstdOpener {
  private let decompressor: OpaquePointer

  /// `nil` when the library gives no memory.
  init?() {
    guard let decompressor = ZSTD_createDCtx() else { return nil }
    self.decompressor = decompressor
  }

  deinit { ZSTD_freeDCtx(decompressor) }

  /// Decompresses a frame that must fill the room exactly and end with a checksum.
  func open(_ frame: UnsafeRawBufferPointer, into room: UnsafeMutableRawBufferPointer) throws(MMUTFault) {
    // The descriptor's bit 2 says that a checksum follows; bits 4 and 3 are unused and reserved.
    guard frame.count > 8, frame[4] & 0x1C == 0x04 else {
      throw MMUTFault("its payload is no zstd frame with a checksum")
    }
    guard ZSTD_findFrameCompressedSize(frame.baseAddress, frame.count) == frame.count else {
      throw MMUTFault("its payload is not one whole zstd frame")
    }
    let size = ZSTD_decompressDCtx(decompressor, room.baseAddress, room.count, frame.baseAddress, frame.count)
    guard ZSTD_isError(size) == 0 else {
      throw MMUTFault("its payload is damaged: \(String(cString: ZSTD_getErrorName(size)))")
    }
    guard size == room.count else { throw MMUTFault("its content is shorter than its header says") }
  }
}
