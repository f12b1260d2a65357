/// The state of decompressing a stream: what zstd, gzip and xz differ in.
protocol StreamDecoder: AnyObject {
  /// What the format is called in a message.
  var formatName: String { get }

  /// Whether the data may end here: no frame, member or stream is open.
  var mayEnd: Bool { get }

  /// Decompresses some bytes.
  ///
  /// - Parameters:
  ///   - input: compressed bytes; empty once there are no more.
  ///   - output: room, never empty.
  func decode(
    _ input: UnsafeRawBufferPointer, to output: UnsafeMutableRawBufferPointer
  ) throws(StreamDamage) -> StreamProgress
}

/// How far one call of a decoder came.
struct StreamProgress {
  /// The compressed bytes that were used.
  var inputCount: Int
  /// The bytes that were written.
  var outputCount: Int
}

/// Why a compressed stream cannot be read, as the end of a sentence.
struct StreamDamage: Error {
  let reason: String
}
