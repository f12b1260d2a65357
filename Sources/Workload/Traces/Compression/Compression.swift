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

  /// What other compressed files begin with, and what decompresses them.
  private static let others: [(magic: [UInt8], tool: String)] = [
    (Array("BZh".utf8), "bzcat"), ([0x04, 0x22, 0x4D, 0x18], "lz4cat"), ([0x50, 0x4B, 0x03, 0x04], "unzip -p"),
  ]

  /// The bytes of a source, decompressed if they are compressed.
  static func removed(from source: any ByteSource, name: String) throws(TraceFailure) -> any ByteSource {
    let longestMagic = allCases.reduce(0) { max($0, $1.magic.count) }
    let reader = PeekingReader(source)
    let beginning = try reader.peek(longestMagic)
    if let other = others.first(where: { beginning.starts(with: $0.magic) }) {
      throw .badCompression(name: name, reason: "its compression is not read; pass on what '\(other.tool)' makes of it")
    }
    guard let compression = of(beginning) else { return reader }
    guard let decoder = compression.decoder() else { throw .badCompression(name: name, reason: "out of memory") }
    return DecompressingReader(reader, decoder, name: name)
  }
}
