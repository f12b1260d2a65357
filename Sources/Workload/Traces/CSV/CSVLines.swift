import MMUCore

/// A trace as comma-separated values: an address, a kind, a size, an address space.
///
/// ```text
/// address,kind,size,asid      a header may name the columns, in any order, and others that are left out
/// 0x7ffd5a3c1e48,store,8,1    addresses in hexadecimal with 0x, or in decimal
/// 0x401136,I                  kinds: load L R read, store S W write, fetch I ifetch, in either case
/// ```
///
/// Without a kind an access is a load, without a size one byte. An address space is a number from 0 to 4095; from where it
/// changes, accesses are made in another. Where the header names `obj_id` (or `lbn`) instead of an address, as libCacheSim's
/// traces do, an access is a load from the page that ``ObjectAddress`` gives the object.
struct CSVLines: TraceLines {
  static var includesFetches: Bool { true }
  static var mostWords: Int { 2 }
  static var lastLineMayLackNewline: Bool { true }
  static var usualReach: Int { 32 }

  private var columns: CSVColumns?
  private var mayBeUsual = false
  private var space: UInt16?
  private let addresses: CanonicalAddresses
  private let objects: ObjectAddress

  init(addressBits: UInt8) {
    addresses = CanonicalAddresses(bits: addressBits)
    objects = ObjectAddress(addressBits: addressBits)
  }

  // MARK: The fast path

  /// Reads a line that holds an address with `0x`, a kind, and perhaps a size of one or two digits.
  @inline(__always)
  mutating func readUsual(
    _ line: UnsafeRawPointer, to place: UnsafeMutablePointer<MemoryAccess>, count: inout Int
  ) -> Int? {
    guard mayBeUsual, line.loadUnaligned(as: UInt16.self) == UInt16(littleEndian: 0x7830) else { return nil }
    let address = HexDigits.number(at: line + 2)
    let comma = line + 2 + address.count
    guard address.count > 0, comma.load(as: UInt8.self) == UInt8(ascii: ",") else { return nil }
    guard let kind = CSVKind.usual(comma + 1) else { return nil }
    let end = comma + 1 + kind.length
    var bytes: UInt64 = 1
    var newline = end
    if end.load(as: UInt8.self) == UInt8(ascii: ",") {
      guard let size = UsualSize.read(end + 1) else { return nil }
      bytes = size.bytes
      newline = end + 1 + size.digits
    }
    guard addresses.contain(address.value, byteCount: bytes) else { return nil }
    place[0] = MemoryAccess(kind.kind, GVA(address.value), byteCount: bytes)
    count &+= 1
    return newline - line + 1
  }

  // MARK: Any line

  mutating func read(
    _ line: UnsafeRawBufferPointer, to place: UnsafeMutablePointer<MemoryAccess>
  ) throws(LineDamage) -> Int {
    if isComment(line) { return 0 }
    guard let columns else { return try readFirst(line, to: place) }
    let row = try CSVRow(line, columns, objects)
    guard AccessSize.isAllowed(row.byteCount) else { throw .sizeOutOfRange }
    guard addresses.contain(row.address, byteCount: row.byteCount) else { throw .notCanonical(bits: addresses.bits) }
    var count = 0
    if let next = row.space, next != space {
      space = next
      place[0] = MemoryAccess(.switchSpace(ASID(next)))
      count = 1
    }
    place[count] = MemoryAccess(row.kind, GVA(row.address), byteCount: row.byteCount)
    return count + 1
  }

  /// Reads the first line, which is a header unless it begins with a number.
  private mutating func readFirst(
    _ line: UnsafeRawBufferPointer, to place: UnsafeMutablePointer<MemoryAccess>
  ) throws(LineDamage) -> Int {
    let text = line.starts(with: [0xEF, 0xBB, 0xBF]) ? UnsafeRawBufferPointer(rebasing: line[3...]) : line
    var fields = CSVFields(text)
    let isHeader = try fields.next().map { CSVRow.number($0) == nil } ?? true
    let columns = isHeader ? try CSVColumns(header: text) : .standard
    self.columns = columns
    mayBeUsual = columns.beginAsStandard
    return isHeader ? 0 : try read(text, to: place)
  }
}
