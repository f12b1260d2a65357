import CZlib

/// Decompresses gzip members, one after the other (RFC 1952).
final class GzipDecoder: StreamDecoder {
  let formatName = "gzip"
  private(set) var mayEnd = true
  /// The library keeps the address of its state's owner, which must therefore not move.
  private let stream: UnsafeMutablePointer<z_stream>

  /// A window of 32 KiB, the largest, and nothing but gzip headers.
  private static let windowBits: Int32 = 15 + 16

  /// A decoder; `nil` when the library gives no memory.
  init?() {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    let size = Int32(MemoryLayout<z_stream>.size)
    guard inflateInit2_(stream, Self.windowBits, ZLIB_VERSION, size) == Z_OK else { return nil }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  func decode(
    _ input: UnsafeRawBufferPointer, to output: UnsafeMutableRawBufferPointer
  ) throws(StreamDamage) -> StreamProgress {
    if input.isEmpty && mayEnd { return StreamProgress(inputCount: 0, outputCount: 0) }
    stream.pointee.next_in = UnsafeMutablePointer(mutating: input.assumingMemoryBound(to: UInt8.self).baseAddress)
    stream.pointee.avail_in = UInt32(input.count)
    stream.pointee.next_out = output.assumingMemoryBound(to: UInt8.self).baseAddress
    stream.pointee.avail_out = UInt32(clamping: output.count)
    let room = Int(stream.pointee.avail_out)
    let answer = inflate(stream, Z_NO_FLUSH)
    mayEnd = answer == Z_STREAM_END
    if mayEnd { inflateReset(stream) } else if answer != Z_OK && answer != Z_BUF_ERROR { throw damage(answer) }
    return StreamProgress(
      inputCount: input.count - Int(stream.pointee.avail_in), outputCount: room - Int(stream.pointee.avail_out))
  }

  private func damage(_ answer: Int32) -> StreamDamage {
    if answer == Z_MEM_ERROR { return StreamDamage(reason: "out of memory") }
    return StreamDamage(reason: stream.pointee.msg.map { String(cString: $0) } ?? "the data is damaged")
  }
}
