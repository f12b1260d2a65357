import MMUCore

/// The lines of Pin's example tool pinatrace, of either sort:
///
/// ```text
/// 0x7f2b1c0a1b40: R 0x7ffd5a3c1e48                      ManualExamples: instruction, R or W, address
/// 0x7f2b1c0a1b40: R     0x7ffd5a3c1e48  8  0x2a         SimpleExamples: and the size, and the value that was there
/// #eof                                                  the end; other lines that begin with # are comments
/// ```
///
/// An access without a size counts as one byte. Only instructions that access memory are written, once for each access: so
/// their addresses are no trace of fetches, and are left out.
///
/// Source: Pin's source/tools/ManualExamples/pinatrace.cpp and source/tools/SimpleExamples/pinatrace.cpp.
struct PinatraceLines: TraceLines {
  static var includesFetches: Bool { false }
  static var mostWords: Int { 1 }
  static var usualReach: Int { 128 }

  private var hasEnded = false
  private let addresses: CanonicalAddresses

  init(addressBits: UInt8) { addresses = CanonicalAddresses(bits: addressBits) }

  // MARK: The fast path

  private enum Text {
    /// `0x`
    static var prefix: UInt16 { 0x7830 }
    /// `: R ` and `: W `
    static var read: UInt32 { 0x2052_203A }
    static var write: UInt32 { 0x2057_203A }
  }

  /// Reads a line with small hexadecimal digits and, if there is a size, blanks as the tool writes them.
  @inline(__always)
  mutating func readUsual(
    _ line: UnsafeRawPointer, to place: UnsafeMutablePointer<MemoryAccess>, count: inout Int
  ) -> Int? {
    guard !hasEnded, UInt16(littleEndian: line.loadUnaligned(as: UInt16.self)) == Text.prefix else { return nil }
    let instruction = HexDigits.number(at: line + 2)
    let middle = line + 2 + instruction.count
    let kind = UInt32(littleEndian: middle.loadUnaligned(as: UInt32.self))
    guard instruction.count > 0, kind == Text.read || kind == Text.write else { return nil }
    guard let operand = Self.usualOperand(middle + 4), addresses.contain(operand.address, byteCount: operand.size)
    else {
      return nil
    }
    place[0] = MemoryAccess(kind == Text.read ? .load : .store, GVA(operand.address), byteCount: operand.size)
    count &+= 1
    return operand.newline - line + 1
  }

  /// Reads an address and, if there is one, a size.
  @inline(__always)
  private static func usualOperand(
    _ text: UnsafeRawPointer
  ) -> (address: UInt64, size: UInt64, newline: UnsafeRawPointer)? {
    var start = text
    while start - text < 16, start.load(as: UInt8.self) == UInt8(ascii: " ") { start += 1 }
    guard UInt16(littleEndian: start.loadUnaligned(as: UInt16.self)) == Text.prefix else { return nil }
    let address = HexDigits.number(at: start + 2)
    let end = start + 2 + address.count
    guard address.count > 0 else { return nil }
    if end.load(as: UInt8.self) == UInt8(ascii: "\n") { return (address.value, 1, end) }
    guard let size = usualSize(end), let newline = newline(from: end + 4) else { return nil }
    return (address.value, size, newline)
  }

  /// Reads ` dd `, a size in two places between blanks.
  @inline(__always)
  private static func usualSize(_ text: UnsafeRawPointer) -> UInt64? {
    let word = UInt32(littleEndian: text.loadUnaligned(as: UInt32.self))
    let blank = UInt32(UInt8(ascii: " "))
    guard word & 0xFF == blank, word &>> 24 == blank else { return nil }
    let tens = word &>> 8 & 0xFF
    let ones = word &>> 16 & 0xFF &- 0x30
    guard tens == blank || tens &- 0x30 <= 9, ones <= 9 else { return nil }
    let size = UInt64((tens == blank ? 0 : tens &- 0x30) &* 10 &+ ones)
    return size == 0 ? nil : size
  }

  /// The line's end, which comes soon for all values but those of vectors.
  @inline(__always)
  private static func newline(from text: UnsafeRawPointer) -> UnsafeRawPointer? {
    UnsafeRawBufferPointer(start: text, count: 48).position(of: UInt8(ascii: "\n")).map { text + $0 }
  }

  // MARK: Any line

  mutating func read(
    _ line: UnsafeRawBufferPointer, to place: UnsafeMutablePointer<MemoryAccess>
  ) throws(LineDamage) -> Int {
    if hasEnded { throw LineDamage("the trace goes on after '#eof'") }
    if isComment(line) {
      hasEnded = line.elementsEqual("#eof".utf8)
      return 0
    }
    guard let (kind, address, size) = Self.fields(of: line) else {
      throw LineDamage("not a line of Pin's pinatrace, such as '0x401136: R 0x7ffd5a3c1e48'")
    }
    guard AccessSize.isAllowed(size) else { throw .sizeOutOfRange }
    guard addresses.contain(address, byteCount: size) else { throw .notCanonical(bits: addresses.bits) }
    place[0] = MemoryAccess(kind, GVA(address), byteCount: size)
    return 1
  }

  private static func fields(of line: UnsafeRawBufferPointer) -> (kind: AccessKind, address: UInt64, size: UInt64)? {
    var cursor = LineCursor(line)
    guard cursor.hexadecimal() != nil, cursor.skip(":"), cursor.skipBlanks() else { return nil }
    let kind: AccessKind
    if cursor.skip("R") { kind = .load } else if cursor.skip("W") { kind = .store } else { return nil }
    guard cursor.skipBlanks(), let address = cursor.hexadecimal() else { return nil }
    if cursor.isAtEnd { return (kind, address, 1) }
    guard cursor.skipBlanks() else { return nil }
    if cursor.isAtEnd { return (kind, address, 1) }
    // The value that follows is of no interest, nor is it always there.
    guard let size = cursor.decimal(), cursor.isAtEnd || cursor.skipBlanks() else { return nil }
    return (kind, address, size)
  }

  mutating func finish() throws(LineDamage) {
    if !hasEnded {
      throw LineDamage(
        "the trace ends without '#eof': Pin was stopped, or the file is cut off; add that line to read it")
    }
  }
}
