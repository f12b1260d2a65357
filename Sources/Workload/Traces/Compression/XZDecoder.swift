import CLZMA

/// Decompresses xz streams, one after the other (the .xz file format, version 1.1.0).
final class XZDecoder: StreamDecoder {
  let formatName = "xz"
  private(set) var mayEnd = false
  private let stream: UnsafeMutablePointer<lzma_stream>

  /// The most memory that a stream may ask for, in bytes; `xz -9` asks for 65 MiB.
  static let memoryLimit: UInt64 = 128 << 20

  /// `LZMA_CONCATENATED`, a macro that Swift does not see: streams may follow one another.
  private static let concatenated: UInt32 = 0x08

  /// A decoder; `nil` when the library gives no memory.
  init?() {
    stream = .allocate(capacity: 1)
    stream.initialize(to: lzma_stream())
    guard lzma_stream_decoder(stream, Self.memoryLimit, Self.concatenated) == LZMA_OK else { return nil }
  }

  deinit {
    lzma_end(stream)
    stream.deallocate()
  }

  func decode(
    _ input: UnsafeRawBufferPointer, to output: UnsafeMutableRawBufferPointer
  ) throws(StreamDamage) -> StreamProgress {
    if mayEnd { return StreamProgress(inputCount: 0, outputCount: 0) }
    stream.pointee.next_in = input.assumingMemoryBound(to: UInt8.self).baseAddress
    stream.pointee.avail_in = input.count
    stream.pointee.next_out = output.assumingMemoryBound(to: UInt8.self).baseAddress
    stream.pointee.avail_out = output.count
    // Only the end of the input tells the library which stream is the last.
    let answer = lzma_code(stream, input.isEmpty ? LZMA_FINISH : LZMA_RUN)
    mayEnd = answer == LZMA_STREAM_END
    // A lack of input is no damage here: the reader sees for itself that the data ends too early.
    if !mayEnd && answer != LZMA_OK && answer != LZMA_BUF_ERROR { throw Self.damage(answer) }
    return StreamProgress(
      inputCount: input.count - stream.pointee.avail_in, outputCount: output.count - stream.pointee.avail_out)
  }

  private static func damage(_ answer: lzma_ret) -> StreamDamage {
    switch answer {
    case LZMA_MEM_ERROR: StreamDamage(reason: "out of memory")
    case LZMA_MEMLIMIT_ERROR:
      StreamDamage(
        reason: "it takes more than \(memoryLimit >> 20) MiB to decompress; compress it again with xz -9 or less")
    case LZMA_FORMAT_ERROR: StreamDamage(reason: "this is no xz stream")
    case LZMA_OPTIONS_ERROR: StreamDamage(reason: "it uses filters that liblzma does not know")
    default: StreamDamage(reason: "the data is damaged")
    }
  }
}
