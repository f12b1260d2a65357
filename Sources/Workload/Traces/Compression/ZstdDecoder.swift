import CZstd

/// Decompresses zstd frames, one after the other (RFC 8878).
final class ZstdDecoder: StreamDecoder {
  let formatName = "zstd"
  private(set) var mayEnd = true
  private let stream: OpaquePointer

  /// A decoder; `nil` when the library gives no memory.
  init?() {
    guard let stream = ZSTD_createDStream() else { return nil }
    self.stream = stream
  }

  deinit { ZSTD_freeDStream(stream) }

  func decode(
    _ input: UnsafeRawBufferPointer, to output: UnsafeMutableRawBufferPointer
  ) throws(StreamDamage) -> StreamProgress {
    // Between frames there is nothing left to write, and no input would begin another one.
    if input.isEmpty && mayEnd { return StreamProgress(inputCount: 0, outputCount: 0) }
    var source = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
    var target = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
    let hint = ZSTD_decompressStream(stream, &target, &source)
    if ZSTD_isError(hint) != 0 { throw StreamDamage(reason: String(cString: ZSTD_getErrorName(hint))) }
    mayEnd = hint == 0
    return StreamProgress(inputCount: source.pos, outputCount: target.pos)
  }
}
