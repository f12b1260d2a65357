import MMUCore

/// The lines of DynamoRIO's drmemtrace view tool, where records and instructions are numbered.
///
/// ```text
/// Output format:
/// <--record#-> <--instr#->: <---tid---> <record details>
/// ------------------------------------------------------------
///            7           0:     3256418 <marker: tid 3256418 on core 7>
///            8           1:     3256418 ifetch       3 byte(s) @ 0x00007fc205a61940 48 89 e7             mov    %rsp, %rdi
///            9           2:     3256418 write        8 byte(s) @ 0x00007fff9a9e3528 by PC 0x00007fc205a61943
/// View tool results:
///               1 : total instructions
/// ```
///
/// Fetches, reads and writes are kept; markers, prefetches, flushes and instructions that are not fetched again are not. All
/// threads share one address space. What follows the results is not read, unless another output begins.
///
/// Source: DynamoRIO, clients/drcachesim/tools/view.cpp; its documentation, "Human-Readable View".
struct DrMemtraceLines: TraceLines {
  static var includesFetches: Bool { true }
  static var mostWords: Int { 1 }
  static var usualReach: Int { 192 }

  private enum Place {
    case beforeOutput, inOutput, behindResults
  }

  private var place = Place.beforeOutput
  private let addresses: CanonicalAddresses

  init(addressBits: UInt8) { addresses = CanonicalAddresses(bits: addressBits) }

  // MARK: The fast path

  /// Where the parts of a line stand as long as numbers are no wider than their columns.
  private enum Column {
    static var instruction: Int { 24 }
    static var name: Int { 38 }
    static var size: Int { 50 }
    static var unit: Int { 52 }
    static var address: Int { 65 }
    static var behind: Int { 81 }
    static var end: Int { 106 }
  }

  /// Reads a line of a fetch, read or write whose numbers fit their columns.
  @inline(__always)
  mutating func readUsual(
    _ line: UnsafeRawPointer, to out: UnsafeMutablePointer<MemoryAccess>, count: inout Int
  ) -> Int? {
    guard place == .inOutput, Self.hasUsualPrefix(line), let kind = Self.usualKind(line) else { return nil }
    guard let size = Self.usualSize(line), let address = Self.sixteenDigits(line + Column.address) else { return nil }
    guard addresses.contain(address, byteCount: size) else { return nil }
    guard let newline = kind == .fetch ? Self.fetchEnd(line) : Self.operandEnd(line) else { return nil }
    out[0] = MemoryAccess(kind, GVA(address), byteCount: size)
    count &+= 1
    return newline &+ 1
  }

  /// Whether nothing but numbers, and one colon, stand before the record's name.
  @inline(__always)
  private static func hasUsualPrefix(_ line: UnsafeRawPointer) -> Bool {
    let colon = line.load(fromByteOffset: Column.instruction, as: UInt8.self) == UInt8(ascii: ":")
    let before =
      DecimalColumns.areValid(line, 0) && DecimalColumns.areValid(line, 8) && DecimalColumns.areValid(line, 16)
    return colon && before && DecimalColumns.areValid(line, 25) && DecimalColumns.areValid(line, 30)
  }

  @inline(__always)
  private static func usualKind(_ line: UnsafeRawPointer) -> AccessKind? {
    let first = UInt64(littleEndian: line.loadUnaligned(fromByteOffset: Column.name, as: UInt64.self))
    let blanks = UInt32(littleEndian: line.loadUnaligned(fromByteOffset: Column.name + 8, as: UInt32.self))
    guard blanks == 0x2020_2020 else { return nil }
    switch first {
    case 0x2020_6863_7465_6669: return .fetch  // "ifetch  "
    case 0x2020_2020_6461_6572: return .load  // "read    "
    case 0x2020_2065_7469_7277: return .store  // "write   "
    default: return nil
    }
  }

  /// A size of one or two digits, with its unit behind it.
  @inline(__always)
  private static func usualSize(_ line: UnsafeRawPointer) -> UInt64? {
    let unit = UInt64(littleEndian: line.loadUnaligned(fromByteOffset: Column.unit, as: UInt64.self))
    let at = UInt64(littleEndian: line.loadUnaligned(fromByteOffset: Column.address - 8, as: UInt64.self))
    guard unit == 0x2973_2865_7479_6220, at == 0x7830_2040_2029_7328 else { return nil }  // " byte(s)", "(s) @ 0x"
    let tens = line.load(fromByteOffset: Column.size, as: UInt8.self)
    let ones = line.load(fromByteOffset: Column.size + 1, as: UInt8.self) &- UInt8(ascii: "0")
    let more = tens == UInt8(ascii: " ") ? 0 : tens &- UInt8(ascii: "0")
    guard ones <= 9, more <= 9, ones | more != 0 else { return nil }
    return UInt64(more) &* 10 &+ UInt64(ones)
  }

  @inline(__always)
  private static func sixteenDigits(_ text: UnsafeRawPointer) -> UInt64? {
    let number = HexDigits.number(at: text)
    return number.count == 16 ? number.value : nil
  }

  /// Where the line of a fetch ends that is not the repetition of an instruction.
  @inline(__always)
  private static func fetchEnd(_ line: UnsafeRawPointer) -> Int? {
    let behind = UInt64(littleEndian: line.loadUnaligned(fromByteOffset: Column.behind, as: UInt64.self))
    guard behind & 0xFF == 0x20, behind != 0x7465_662D_6E6F_6E20 else { return nil }  // " non-fet"
    let rest = UnsafeRawBufferPointer(start: line + Column.behind, count: usualReach - Column.behind)
    return rest.position(of: UInt8(ascii: "\n")).map { Column.behind &+ $0 }
  }

  /// Where the line of a read or write ends.
  @inline(__always)
  private static func operandEnd(_ line: UnsafeRawPointer) -> Int? {
    let behind = UInt64(littleEndian: line.loadUnaligned(fromByteOffset: Column.behind, as: UInt64.self))
    guard behind == 0x3020_4350_2079_6220 else { return nil }  // " by PC 0"
    let end = Column.end
    guard line.load(fromByteOffset: Column.behind + 8, as: UInt8.self) == UInt8(ascii: "x"),
      line.load(fromByteOffset: end, as: UInt8.self) == UInt8(ascii: "\n"), sixteenDigits(line + end - 16) != nil
    else { return nil }
    return end
  }

  // MARK: Any line

  mutating func read(
    _ line: UnsafeRawBufferPointer, to out: UnsafeMutablePointer<MemoryAccess>
  ) throws(LineDamage) -> Int {
    if line.holds("Output format:") { place = .inOutput }
    switch place {
    case .behindResults: return 0
    case .beforeOutput: throw LineDamage("the output of drmemtrace's view tool begins with 'Output format:'")
    case .inOutput: return try readOutput(line, to: out)
    }
  }

  private mutating func readOutput(
    _ line: UnsafeRawBufferPointer, to out: UnsafeMutablePointer<MemoryAccess>
  ) throws(LineDamage) -> Int {
    if line.holds("View tool results:") { place = .behindResults }
    if line.holds("View tool results:") || line.holds("Output format:") || line.holds("<--record#->") { return 0 }
    if line.allSatisfy({ $0 == UInt8(ascii: "-") }) { return 0 }
    guard let access = try Self.access(in: line) else { return 0 }
    guard AccessSize.isAllowed(access.size) else { throw .sizeOutOfRange }
    guard addresses.contain(access.address, byteCount: access.size) else { throw .notCanonical(bits: addresses.bits) }
    out[0] = MemoryAccess(access.kind, GVA(access.address), byteCount: access.size)
    return 1
  }

  private static var damage: LineDamage { LineDamage("not a line of drmemtrace's view tool") }

  /// The access of a line, or `nil` if it tells of none.
  private static func access(
    in line: UnsafeRawBufferPointer
  ) throws(LineDamage) -> (kind: AccessKind, address: UInt64, size: UInt64)? {
    guard let colon = line.position(of: UInt8(ascii: ":")), DecimalColumns.areValid(line[..<colon]) else {
      throw damage
    }
    let record = UnsafeRawBufferPointer(rebasing: line[(colon + 1)...].drop { DecimalColumns.isValid($0) })
    if record.first == UInt8(ascii: "<") {
      guard record.last == UInt8(ascii: ">") else { throw damage }
      return nil
    }
    // The bytes of a long instruction go on in a line of their own, and begin with a digit or not.
    if record.allSatisfy({ DecimalColumns.isValid($0) || (0x61...0x66).contains($0) }) { return nil }
    var cursor = LineCursor(record)
    let name = cursor.word()
    cursor.skipBlanks()
    guard let size = cursor.decimal(), cursor.skip(" byte(s) @ 0x"), let address = cursor.hexadecimal() else {
      throw damage
    }
    return try kind(name, cursor).map { ($0, address, size) }
  }

  /// The kind of a record, or `nil` if it is no access.
  private static func kind(_ name: UnsafeRawBufferPointer, _ behind: LineCursor) throws(LineDamage) -> AccessKind? {
    if name.elementsEqual("ifetch".utf8) {
      guard behind.rest.holds(" ") else { throw damage }
      return behind.rest.holds(" non-fetched instruction") ? nil : .fetch
    }
    var cursor = behind
    guard cursor.skip(" by PC 0x"), cursor.hexadecimal() != nil, cursor.isAtEnd else { throw damage }
    if name.elementsEqual("read".utf8) { return .load }
    if name.elementsEqual("write".utf8) { return .store }
    if name.holds("pref") || name.elementsEqual("iflush".utf8) || name.elementsEqual("dflush".utf8) { return nil }
    throw damage
  }

  mutating func finish() throws(LineDamage) {
    if place != .behindResults {
      throw LineDamage("the output ends without 'View tool results:'; it is cut off: add that line to read it")
    }
  }
}
