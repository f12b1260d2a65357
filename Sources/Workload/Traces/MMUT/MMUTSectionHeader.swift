/// What stands before the payload of every section of a `.mmut` file: 64 bytes.
///
/// Source: docs/TRACE_FORMAT.md, "Sections".
struct MMUTSectionHeader: Equatable, Sendable {
  /// What a section is: four letters.
  enum Kind: UInt32, Sendable {
    /// What the trace is of; the first section.
    case header = 0x4441_4548
    /// Accesses.
    case block = 0x4B43_4C42
    /// The mappings of the recorded program.
    case mappings = 0x5350_414D
    /// Symbols of an object that it mapped.
    case symbols = 0x534D_5953
    /// How the recording ended, and marks on the way.
    case notes = 0x4554_4F4E
    /// Where the blocks are.
    case index = 0x5844_4E49
    /// The end of the file.
    case end = 0x2044_4E45
  }

  /// How many bytes a header takes.
  static let byteCount = 64
  /// What every header begins with: a byte that no text has, a name, and line ends that copying as text would change.
  static let sync = UInt64(littleEndian: 0x0A1A_0D54_554D_4D89)
  /// The flag of a section that a reader which does not know its kind may skip.
  static let optionalFlag: UInt16 = 1

  /// The four letters, as a little-endian number; any at all.
  var code: UInt32
  var flags: UInt16 = 0
  /// The bytes of the payload, as stored.
  var storedBytes: UInt32 = 0
  /// The bytes of the content, decompressed.
  var contentBytes: UInt32 = 0
  /// Of a block, its number, 1 for the first; of the end, where the index begins.
  var number: UInt64 = 0
  /// Of a block, how many accesses and events come before it; of the end, how many there are in all.
  var firstIndex: UInt64 = 0
  /// What a block holds.
  var counts = MMUTCounts<UInt32>()

  init(_ kind: Kind) { code = kind.rawValue }

  /// What it is, if it is of a known kind.
  var kind: Kind? { Kind(rawValue: code) }
  var isOptional: Bool { flags & Self.optionalFlag != 0 }

  /// Writes the 64 bytes, checksum included.
  func write(to place: UnsafeMutableRawPointer) {
    let shape = UInt64(code) | UInt64(MMUTLimits.version) << 32 | UInt64(flags) << 48
    let sizes = UInt64(storedBytes) | UInt64(contentBytes) << 32
    let data = UInt64(counts.loads) | UInt64(counts.stores) << 32
    let others = UInt64(counts.fetches) | UInt64(counts.events) << 32
    for (index, word) in [Self.sync, shape, sizes, number, firstIndex, data, others].enumerated() {
      place.storeBytes(of: word.littleEndian, toByteOffset: 8 * index, as: UInt64.self)
    }
    place.storeBytes(of: 0, toByteOffset: 56, as: UInt32.self)
    let checksum = CRC32.of(UnsafeRawBufferPointer(start: place, count: 60))
    place.storeBytes(of: checksum.littleEndian, toByteOffset: 60, as: UInt32.self)
  }

  /// Reads 64 bytes; fails with what is wrong with them, as the end of a sentence.
  init(_ bytes: UnsafeRawPointer) throws(MMUTFault) {
    func word(_ offset: Int) -> UInt64 {
      UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
    guard word(0) == Self.sync else { throw MMUTFault("no section begins where one should") }
    guard CRC32.of(UnsafeRawBufferPointer(start: bytes, count: 60)) == UInt32(truncatingIfNeeded: word(56) >> 32) else {
      throw MMUTFault("the checksum of its header is wrong")
    }
    let version = UInt16(truncatingIfNeeded: word(8) >> 32)
    guard version == MMUTLimits.version else {
      throw MMUTFault("it has version \(version) of the format, and this program reads \(MMUTLimits.version)")
    }
    code = UInt32(truncatingIfNeeded: word(8))
    flags = UInt16(truncatingIfNeeded: word(8) >> 48)
    storedBytes = UInt32(truncatingIfNeeded: word(16))
    contentBytes = UInt32(truncatingIfNeeded: word(16) >> 32)
    number = word(24)
    firstIndex = word(32)
    counts = MMUTCounts(
      loads: UInt32(truncatingIfNeeded: word(40)), stores: UInt32(truncatingIfNeeded: word(40) >> 32),
      fetches: UInt32(truncatingIfNeeded: word(48)), events: UInt32(truncatingIfNeeded: word(48) >> 32))
    try checkLimits()
  }

  private func checkLimits() throws(MMUTFault) {
    guard storedBytes <= MMUTLimits.storedBytes, contentBytes <= MMUTLimits.contentBytes else {
      throw MMUTFault("it claims more bytes than a section may have")
    }
    guard kind == .block else { return }
    guard counts.total >= 1, counts.total <= MMUTLimits.wordsPerBlock else {
      throw MMUTFault("it claims \(counts.total) accesses, and a block has 1 to \(MMUTLimits.wordsPerBlock)")
    }
  }
}
