import MMUCore

/// Reads the text that Valgrind's lackey writes with `--trace-mem=yes`, a chunk at a time.
///
/// ```text
/// I  0401ab70,3      a fetch: address, bytes          ==4039== Exit code: 0      Valgrind's own words: skipped
///  L 1fff000668,8    a load
///  S 1fff000668,8    a store
///  M 1fff000668,8    a modify: a load, then a store
/// ```
///
/// The parser keeps no text: the caller presents what was not consumed again, with more behind it.
///
/// Source: Valgrind 3.19, lackey/lk_main.c, functions `trace_instr`, `trace_load`, `trace_store`, `trace_modify`.
public struct LackeyParser: Sendable {
  /// How far one call came.
  public struct Progress: Equatable, Sendable {
    /// The bytes that need not be presented again.
    public var byteCount = 0
    /// The accesses written.
    public var accessCount = 0

    /// No way at all.
    public init() {}

    init(byteCount: Int, accessCount: Int) {
      self.byteCount = byteCount
      self.accessCount = accessCount
    }
  }

  /// The most bytes that one access may touch.
  public static var maximumSize: UInt64 { 4096 }

  /// An access line is never longer; nor is the part of a message that ``terminatingSignal`` is read from.
  static var longestLine: Int { 256 }

  /// The number of the line that comes next, 1 for the first.
  public private(set) var lineNumber: UInt64 = 1

  /// The signal that Valgrind says ended the program, if it said so.
  public private(set) var terminatingSignal: Int32?

  private var isInsideMessage = false
  private let unusedAddressBits: UInt64

  /// A parser at the start of a text.
  ///
  /// - Parameter addressBits: how many bits of an address are used; the others must repeat the highest of them.
  public init(addressBits: UInt8 = 57) {
    precondition((1...57).contains(addressBits), "an address has 1 to 57 bits")
    unusedAddressBits = UInt64(64 - addressBits)
  }

  /// Reads whole lines until the text or the room for accesses (fewer than two places) ends.
  public mutating func parse(
    _ text: UnsafeRawBufferPointer, into accesses: UnsafeMutableBufferPointer<MemoryAccess>
  ) throws(LackeyDamage) -> Progress {
    var progress = Progress()
    guard text.count > 0 else { return progress }
    while progress.byteCount < text.count, progress.accessCount &+ 2 <= accesses.count {
      parseUsualLines(text, accesses, &progress)
      guard try parseAnyLine(text, accesses, &progress) else { break }
    }
    return progress
  }

  /// Says that the text is over, after the last ``parse(_:into:)``.
  ///
  /// - Parameter rest: what that call did not consume: empty, unless the text is cut off.
  public func finish(_ rest: UnsafeRawBufferPointer) throws(LackeyDamage) {
    if !rest.isEmpty || isInsideMessage { throw damage(.cutOff, rest) }
  }

  // MARK: The fast path

  /// A line by the first three of its characters, as a little-endian number.
  private enum Head {
    static var fetch: UInt32 { 0x20_20_49 }
    static var load: UInt32 { 0x20_4C_20 }
    static var store: UInt32 { 0x20_53_20 }
    static var modify: UInt32 { 0x20_4D_20 }
  }

  /// The bytes that ``parseUsualLines`` may look at from the start of a line.
  private static var usualReach: Int { 24 }

  /// Reads lines as lackey writes nearly all: 8 to 15 small hexadecimal digits and a size of one or two digits. Stops,
  /// without judging, at the first that is not so.
  @inline(__always)
  private mutating func parseUsualLines(
    _ text: UnsafeRawBufferPointer, _ accesses: UnsafeMutableBufferPointer<MemoryAccess>, _ progress: inout Progress
  ) {
    guard !isInsideMessage, let start = text.baseAddress, let out = accesses.baseAddress else { return }
    let end = start + text.count - Self.usualReach
    let lastPlace = accesses.count &- 2
    var line = start + progress.byteCount
    var count = progress.accessCount
    while line <= end, count <= lastPlace, let length = parseUsualLine(line, out + count, &count) {
      line += length
      lineNumber &+= 1
    }
    progress = Progress(byteCount: line - start, accessCount: count)
  }

  /// Reads one line.
  ///
  /// - Returns: its length with its newline, or `nil` if the line is not usual; then nothing has happened.
  @inline(__always)
  private func parseUsualLine(
    _ line: UnsafeRawPointer, _ place: UnsafeMutablePointer<MemoryAccess>, _ count: inout Int
  ) -> Int? {
    let head = UInt32(littleEndian: line.loadUnaligned(as: UInt32.self)) & 0xFF_FFFF
    guard head == Head.fetch || head == Head.load || head == Head.store || head == Head.modify else { return nil }
    let first = UInt64(littleEndian: line.loadUnaligned(fromByteOffset: 3, as: UInt64.self))
    let second = UInt64(littleEndian: line.loadUnaligned(fromByteOffset: 11, as: UInt64.self))
    let moreDigits = HexDigits.position(of: UInt8(ascii: ","), in: second)
    guard moreDigits < 8 else { return nil }
    let last = HexDigits.rightAligned(second, count: moreDigits)
    guard HexDigits.areValid(first), HexDigits.areValid(last) else { return nil }
    let address = HexDigits.value(first) &<< UInt64(moreDigits &* 4) | HexDigits.value(last)
    guard let size = usualSize(line + 12 + moreDigits) else { return nil }
    guard isCanonical(address, byteCount: size.bytes) else { return nil }
    count &+= Self.write(head, GVA(address), size.bytes, to: place)
    return 12 &+ moreDigits &+ size.digits &+ 1
  }

  /// A size of one or two digits before a newline.
  @inline(__always)
  private func usualSize(_ text: UnsafeRawPointer) -> (bytes: UInt64, digits: Int)? {
    let newline = UInt8(ascii: "\n")
    let first = text.load(as: UInt8.self) &- UInt8(ascii: "0")
    let second = text.load(fromByteOffset: 1, as: UInt8.self)
    if second == newline { return first >= 1 && first <= 9 ? (UInt64(first), 1) : nil }
    let digit = second &- UInt8(ascii: "0")
    guard first >= 1, first <= 9, digit <= 9, text.load(fromByteOffset: 2, as: UInt8.self) == newline else {
      return nil
    }
    return (UInt64(first) &* 10 &+ UInt64(digit), 2)
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

  /// Whether the first and the last byte have addresses that sign extension of the used bits leaves as they are.
  @inline(__always)
  private func isCanonical(_ address: UInt64, byteCount: UInt64) -> Bool {
    let last = address &+ byteCount &- 1
    return last >= address && isCanonical(address) && isCanonical(last)
  }

  @inline(__always)
  private func isCanonical(_ address: UInt64) -> Bool {
    let extended = Int64(bitPattern: address &<< unusedAddressBits) &>> Int64(unusedAddressBits)
    return UInt64(bitPattern: extended) == address
  }

  // MARK: Any line

  /// Reads one line of any sort; answers whether it was there to its end.
  @inline(never)
  private mutating func parseAnyLine(
    _ text: UnsafeRawBufferPointer, _ accesses: UnsafeMutableBufferPointer<MemoryAccess>, _ progress: inout Progress
  ) throws(LackeyDamage) -> Bool {
    let rest = UnsafeRawBufferPointer(rebasing: text[progress.byteCount...])
    guard !rest.isEmpty, progress.accessCount &+ 2 <= accesses.count else { return true }
    let length = rest.firstIndex(of: UInt8(ascii: "\n"))
    if isInsideMessage { return skipMessage(rest, length, &progress) }
    guard length != nil || rest.count > Self.longestLine else { return false }
    let line = UnsafeRawBufferPointer(rebasing: rest[..<(length ?? rest.count)])
    if Self.isMessage(line) {
      noteSignal(line)
      return skipMessage(rest, length, &progress)
    }
    if !line.isEmpty {
      let place = UnsafeMutableBufferPointer(rebasing: accesses[progress.accessCount...])
      progress.accessCount += try parseAccess(line, place)
    }
    progress.byteCount += line.count + 1
    lineNumber += 1
    return true
  }

  /// Consumes a message, or as much of it as there is; answers whether it ended.
  private mutating func skipMessage(
    _ rest: UnsafeRawBufferPointer, _ length: Int?, _ progress: inout Progress
  ) -> Bool {
    progress.byteCount += length.map { $0 + 1 } ?? rest.count
    isInsideMessage = length == nil
    if length != nil { lineNumber += 1 }
    return length != nil
  }

  /// Whether Valgrind speaks for itself: `==`, `--` or `**`, then the process number.
  ///
  /// Source: Valgrind 3.19, coregrind/m_libcprint.c, function `add_to__vmessage`.
  private static func isMessage(_ line: UnsafeRawBufferPointer) -> Bool {
    guard line.count >= 2, line[0] == line[1] else { return false }
    return line[0] == UInt8(ascii: "=") || line[0] == UInt8(ascii: "-") || line[0] == UInt8(ascii: "*")
  }

  /// Remembers the signal of `==4039== Process terminating with default action of signal 11 (SIGSEGV)`.
  private mutating func noteSignal(_ line: UnsafeRawBufferPointer) {
    let words = String(decoding: line.prefix(Self.longestLine), as: UTF8.self).split(separator: " ")
    let sentence = "Process terminating with default action of signal".split(separator: " ")
    guard words.count > sentence.count + 1, words.dropFirst().starts(with: sentence) else { return }
    terminatingSignal = Int32(words[sentence.count + 1])
  }

  private func parseAccess(
    _ line: UnsafeRawBufferPointer, _ place: UnsafeMutableBufferPointer<MemoryAccess>
  ) throws(LackeyDamage) -> Int {
    guard let head = Self.head(of: line), let comma = line.firstIndex(of: UInt8(ascii: ",")),
      let address = Self.number(line[3..<comma], radix: 16),
      let size = Self.number(line[(comma + 1)...], radix: 10), let out = place.baseAddress
    else { throw damage(.notAnAccess, line) }
    guard size >= 1, size <= Self.maximumSize else { throw damage(.sizeOutOfRange, line) }
    guard isCanonical(address, byteCount: size) else { throw damage(.notCanonical, line) }
    return Self.write(head, GVA(address), size, to: out)
  }

  private static func head(of line: UnsafeRawBufferPointer) -> UInt32? {
    guard line.count > 3 else { return nil }
    let head = UInt32(line[0]) | UInt32(line[1]) << 8 | UInt32(line[2]) << 16
    let isKnown = head == Head.fetch || head == Head.load || head == Head.store || head == Head.modify
    return isKnown && line[3] != UInt8(ascii: ",") ? head : nil
  }

  /// An unsigned number of digits alone: no sign, no blank, no overflow.
  private static func number(_ digits: Slice<UnsafeRawBufferPointer>, radix: Int) -> UInt64? {
    guard let first = digits.first, first != UInt8(ascii: "+"), first != UInt8(ascii: "-") else { return nil }
    return UInt64(String(decoding: digits, as: UTF8.self), radix: radix)
  }

  private func damage(_ reason: LackeyDamage.Reason, _ line: UnsafeRawBufferPointer) -> LackeyDamage {
    LackeyDamage(reason: reason, line: lineNumber, text: Self.printable(line))
  }

  private static func printable(_ line: UnsafeRawBufferPointer) -> String {
    let limit = 60
    let text = line.prefix(limit).map(escaped).joined()
    return line.count > limit ? text + "…" : text
  }

  private static func escaped(_ byte: UInt8) -> String {
    if (0x20..<0x7F).contains(byte) { return String(UnicodeScalar(byte)) }
    return "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }
}
