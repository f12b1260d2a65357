/// How a trace file may be compressed; its first bytes say so.
enum Compression: CaseIterable {
  case zstd, gzip, xz

  /// The bytes that a file begins with.
  ///
  /// Sources: RFC 8878, section 3.1.1; RFC 1952, section 2.3.1; the .xz file format, section 2.1.1.1.
  var magic: [UInt8] {
    switch self {
    case .zstd: [0x28, 0xB5, 0x2F, 0xFD]
    case .gzip: [0x1F, 0x8B]
    case .xz: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]
    }
  }

  /// The compression of a file that begins with some bytes, or `nil`.
  static func of(_ beginning: UnsafeRawBufferPointer) -> Compression? {
    allCases.first { beginning.starts(with: $0.magic) }
  }

  private func decoder() -> (any StreamDecoder)? {
    switch self {
    case .zstd: ZstdDecoder()
    case .gzip: GzipDecoder()
    case .xz: XZDecoder()
    }
  }

  /// The bytes of a source, decompressed if they are compressed.
  static func removed(from source: any ByteSource, name: String) throws(TraceFailure) -> any ByteSource {
    let longestMagic = allCases.reduce(0) { max($0, $1.magic.count) }
    let reader = PeekingReader(source)
    guard let compression = of(try reader.peek(longestMagic)) else { return reader }
    guard let decoder = compression.decoder() else { throw .badCompression(name: name, reason: "out of memory") }
    return DecompressingReader(reader, decoder, name: name)
  }
}
