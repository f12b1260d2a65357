import MMUCore

/// The lines that Valgrind's lackey writes with `--trace-mem=yes`; see ``LackeyParser``.
struct LackeyLines: TraceLines, Sendable {
  static var includesFetches: Bool { true }
  static var mostWords: Int { 2 }
  static var usualReach: Int { 24 }

  /// The signal that Valgrind says ended the program, if it said so.
  private(set) var terminatingSignal: Int32?

  private let addresses: CanonicalAddresses

  init(addressBits: UInt8) { addresses = CanonicalAddresses(bits: addressBits) }

  // MARK: The fast path

  /// A line by the first three of its characters, as a little-endian number.
  private enum Head {
    static var fetch: UInt32 { 0x20_20_49 }
    static var load: UInt32 { 0x20_4C_20 }
    static var store: UInt32 { 0x20_53_20 }
    static var modify: UInt32 { 0x20_4D_20 }

    @inline(__always)
    static func isKnown(_ head: UInt32) -> Bool { head == fetch || head == load || head == store || head == modify }
  }

  /// Reads a line as lackey writes nearly all: 8 to 15 small hexadecimal digits and a size of one or two digits.
  @inline(__always)
  mutating func readUsual(
    _ line: UnsafeRawPointer, to place: UnsafeMutablePointer<MemoryAccess>, count: inout Int
  ) -> Int? {
    let head = UInt32(littleEndian: line.loadUnaligned(as: UInt32.self)) & 0xFF_FFFF
    guard Head.isKnown(head) else { return nil }
    let first = UInt64(littleEndian: line.loadUnaligned(fromByteOffset: 3, as: UInt64.self))
    let second = UInt64(littleEndian: line.loadUnaligned(fromByteOffset: 11, as: UInt64.self))
    let moreDigits = HexDigits.position(of: UInt8(ascii: ","), in: second)
    guard moreDigits < 8 else { return nil }
    let last = HexDigits.rightAligned(second, count: moreDigits)
    guard HexDigits.areValid(first), HexDigits.areValid(last) else { return nil }
    let address = HexDigits.value(first) &<< UInt64(moreDigits &* 4) | HexDigits.value(last)
    guard let size = UsualSize.read(line + 12 + moreDigits) else { return nil }
    guard addresses.contain(address, byteCount: size.bytes) else { return nil }
    count &+= Self.write(head, GVA(address), size.bytes, to: place)
    return 12 &+ moreDigits &+ size.digits &+ 1
  }

  @inline(__always)
  private static func write(
    _ head: UInt32, _ gva: GVA, _ byteCount: UInt64, to place: UnsafeMutablePointer<MemoryAccess>
  ) -> Int {
    let kind: AccessKind = head == Head.fetch ? .fetch : head == Head.store ? .store : .load
    place[0] = MemoryAccess(kind, gva, byteCount: byteCount)
    guard head == Head.modify else { return 1 }
    place[1] = MemoryAccess(.store, gva, byteCount: byteCount)
    return 2
  }

  // MARK: Any line

  mutating func read(
    _ line: UnsafeRawBufferPointer, to place: UnsafeMutablePointer<MemoryAccess>
  ) throws(LineDamage) -> Int {
    if isComment(line) {
      noteSignal(line)
      return 0
    }
    guard let (head, address, size) = Self.fields(of: line) else {
      throw LineDamage("not a line of valgrind --tool=lackey --trace-mem=yes")
    }
    guard AccessSize.isAllowed(size) else { throw .sizeOutOfRange }
    guard addresses.contain(address, byteCount: size) else { throw .notCanonical(bits: addresses.bits) }
    return Self.write(head, GVA(address), size, to: place)
  }

  private static func fields(of line: UnsafeRawBufferPointer) -> (head: UInt32, address: UInt64, size: UInt64)? {
    guard line.count > 3 else { return nil }
    let head = UInt32(line[0]) | UInt32(line[1]) << 8 | UInt32(line[2]) << 16
    guard Head.isKnown(head), !line.holds("0x", at: 3) else { return nil }
    var cursor = LineCursor(UnsafeRawBufferPointer(rebasing: line[3...]))
    guard let address = cursor.hexadecimal(), cursor.skip(","), let size = cursor.decimal(), cursor.isAtEnd else {
      return nil
    }
    return (head, address, size)
  }

  /// Whether Valgrind speaks for itself: `==`, `--` or `**`, then the process number.
  ///
  /// Source: Valgrind 3.19, coregrind/m_libcprint.c, function `add_to__vmessage`.
  func isComment(_ line: UnsafeRawBufferPointer) -> Bool {
    line.holds("==") || line.holds("--") || line.holds("**")
  }

  /// Remembers the signal of `==4039== Process terminating with default action of signal 11 (SIGSEGV)`.
  private mutating func noteSignal(_ line: UnsafeRawBufferPointer) {
    var cursor = LineCursor(line)
    _ = cursor.word()
    guard cursor.skip(" Process terminating with default action of signal ") else { return }
    terminatingSignal = cursor.decimal().flatMap { Int32(exactly: $0) }
  }
}
