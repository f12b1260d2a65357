/// The four parts of a block's content while it is made.
struct MMUTStreams {
  /// Bytes that grow at their end.
  struct Bytes {
    private(set) var storage: [UInt8] = []
    private(set) var count = 0

    /// Appends a ``PrefixNumber``.
    @inline(__always)
    mutating func append(_ number: UInt64) {
      reserve()
      let start = count
      count &+= storage.withUnsafeMutableBytes { bytes in
        bytes.baseAddress.map { PrefixNumber.write(number, to: $0 + start) } ?? 0
      }
    }

    /// Appends the lowest bytes of a word, one to eight.
    @inline(__always)
    mutating func append(lowBytesOf word: UInt64, count byteCount: Int) {
      reserve()
      let start = count
      storage.withUnsafeMutableBytes { $0.storeBytes(of: word.littleEndian, toByteOffset: start, as: UInt64.self) }
      count &+= byteCount
    }

    mutating func removeAll() { count = 0 }

    @inline(__always)
    private mutating func reserve() {
      if count &+ 16 > storage.count { storage += [UInt8](repeating: 0, count: max(1 << 12, storage.count)) }
    }
  }

  /// Which template comes, as ``PrefixNumber``s.
  var tokens = Bytes()
  /// Which slots of it are wrong, a bit each, in whole bytes.
  var masks = Bytes()
  /// How wrong they are, as ``PrefixNumber``s.
  var corrections = Bytes()
  /// New templates.
  var definitions = Bytes()

  /// All parts behind their lengths: a block's content.
  var content: [UInt8] {
    let parts = [tokens, masks, corrections, definitions]
    var content: [UInt8] = []
    content.reserveCapacity(16 + parts.reduce(0) { $0 + $1.count })
    for part in parts { withUnsafeBytes(of: UInt32(part.count).littleEndian) { content += $0 } }
    for part in parts { content += part.storage[..<part.count] }
    return content
  }

  mutating func removeAll() {
    tokens.removeAll()
    masks.removeAll()
    corrections.removeAll()
    definitions.removeAll()
  }
}
