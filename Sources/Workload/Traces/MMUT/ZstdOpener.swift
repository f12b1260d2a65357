import CZstd

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
