/// The four parts of a block's content while it is made, in memory that is enough for any block.
struct MMUTStreams {
  /// Bytes that grow at their end.
  struct Part {
    private let start: UnsafeMutableRawPointer
    private(set) var count = 0

    /// - Parameter capacity: the most bytes that will ever be appended.
    init(capacity: Int) { start = .allocate(byteCount: capacity + 8, alignment: 16) }

    func deallocate() { start.deallocate() }

    /// Appends a ``PrefixNumber``.
    @inline(__always)
    mutating func append(_ number: UInt64) { count &+= PrefixNumber.write(number, to: start + count) }

    /// Appends the lowest bytes of a word, one to eight.
    @inline(__always)
    mutating func append(lowBytesOf word: UInt64, count byteCount: Int) {
      (start + count).storeBytes(of: word.littleEndian, as: UInt64.self)
      count &+= byteCount
    }

    mutating func removeAll() { count = 0 }

    fileprivate var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: count) }
  }

  /// Which template comes, as ``PrefixNumber``s: a template's number has 17 bits.
  var tokens = Part(capacity: 3 * MMUTLimits.wordsPerBlock)
  /// Which slots of it are wrong, a bit each, in whole bytes.
  var masks = Part(capacity: MMUTLimits.wordsPerBlock)
  /// How wrong they are, as ``PrefixNumber``s.
  var corrections = Part(capacity: PrefixNumber.longest * MMUTLimits.wordsPerBlock)
  /// New templates: a count each, and a byte and a number for each slot.
  var definitions = Part(capacity: (2 + PrefixNumber.longest) * MMUTLimits.slotsPerBlock)

  private let room = UnsafeMutableRawBufferPointer.allocate(byteCount: MMUTLimits.contentBytes, alignment: 16)

  /// All parts behind their lengths: a block's content, which is good until the next one.
  func content() -> UnsafeRawBufferPointer {
    var end = 16
    func place(_ part: Part, _ index: Int) {
      room.storeBytes(of: UInt32(part.count).littleEndian, toByteOffset: 4 * index, as: UInt32.self)
      UnsafeMutableRawBufferPointer(rebasing: room[end...]).copyMemory(from: part.bytes)
      end += part.count
    }
    place(tokens, 0)
    place(masks, 1)
    place(corrections, 2)
    place(definitions, 3)
    return UnsafeRawBufferPointer(rebasing: room[..<end])
  }

  mutating func removeAll() {
    tokens.removeAll()
    masks.removeAll()
    corrections.removeAll()
    definitions.removeAll()
  }

  func deallocate() {
    tokens.deallocate()
    masks.deallocate()
    corrections.deallocate()
    definitions.deallocate()
    room.deallocate()
  }
}
