import CZstd
import Foundation

/// A `.mmut` file taken apart, so that tests can change something and seal it again: lengths, checksums and compression are
/// right, and what is wrong lies deeper.
struct MMUTParts {
  struct Section {
    /// All 64 bytes.
    var header: [UInt8]
    var content: [UInt8]
    /// Whether there is a payload.
    var isStored: Bool

    var kind: String {
      get { String(decoding: header[8..<12], as: UTF8.self) }
      set { header.replaceSubrange(8..<12, with: Array(newValue.utf8)) }
    }
    var version: UInt16 {
      get { UInt16(header[12]) | UInt16(header[13]) << 8 }
      set { set(UInt64(newValue), at: 12, count: 2) }
    }
    var flags: UInt16 {
      get { UInt16(header[14]) | UInt16(header[15]) << 8 }
      set { set(UInt64(newValue), at: 14, count: 2) }
    }

    mutating func set(_ value: UInt64, at offset: Int, count: Int) {
      for index in 0..<count { header[offset + index] = UInt8(truncatingIfNeeded: value >> UInt64(8 * index)) }
    }

    func get(_ offset: Int, count: Int) -> UInt64 {
      header[offset..<(offset + count)].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
  }

  var sections: [Section] = []

  /// Takes a sound file apart.
  init(_ file: [UInt8]) {
    var offset = 0
    while offset < file.count {
      var section = Section(header: Array(file[offset..<(offset + 64)]), content: [], isStored: false)
      let stored = Int(section.get(16, count: 4))
      section.isStored = stored > 0
      section.content = [UInt8](repeating: 0, count: Int(section.get(20, count: 4)))
      let payload = Array(file[(offset + 64)..<(offset + 64 + stored)])
      if stored > 0 { ZSTD_decompress(&section.content, section.content.count, payload, stored) }
      sections.append(section)
      offset += 64 + stored
    }
  }

  /// The file, sealed. The index tells where the blocks are, unless somebody changed it on purpose.
  var file: [UInt8] { sealed(keepingIndex: false) }

  func sealed(keepingIndex: Bool) -> [UInt8] {
    var file: [UInt8] = []
    var index: [UInt8] = []
    var indexOffset: Int?
    for var section in sections {
      if section.kind == "BLCK" {
        index += withUnsafeBytes(of: UInt64(file.count).littleEndian) { Array($0) } + section.header[32..<56]
      }
      if section.kind == "INDX" {
        indexOffset = indexOffset ?? file.count
        if !keepingIndex { section.content = index }
      }
      if section.kind == "END ", !keepingIndex { section.set(UInt64(indexOffset ?? 0), at: 24, count: 8) }
      file += Self.sealed(section)
    }
    return file
  }

  private static func sealed(_ section: Section) -> [UInt8] {
    var section = section
    let payload = section.isStored ? compressed(section.content) : []
    section.set(UInt64(payload.count), at: 16, count: 4)
    section.set(UInt64(section.content.count), at: 20, count: 4)
    section.set(UInt64(checksum(section.header[..<60])), at: 60, count: 4)
    return section.header + payload
  }

  private static func compressed(_ content: [UInt8]) -> [UInt8] {
    let compressor = ZSTD_createCCtx()
    defer { ZSTD_freeCCtx(compressor) }
    ZSTD_CCtx_setParameter(compressor, ZSTD_c_checksumFlag, 1)
    ZSTD_CCtx_setParameter(compressor, ZSTD_c_compressionLevel, 1)
    var payload = [UInt8](repeating: 0, count: ZSTD_compressBound(content.count))
    let size = ZSTD_compress2(compressor, &payload, payload.count, content, content.count)
    return Array(payload[..<size])
  }

  /// CRC-32 a bit at a time: another way than the reader's.
  static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    ~bytes.reduce(~0) { register, byte in
      (0..<8).reduce(register ^ UInt32(byte)) { value, _ in value >> 1 ^ (value & 1 == 1 ? 0xEDB8_8320 : 0) }
    }
  }
}
