import MMUCore

/// What one line of a CSV trace says.
struct CSVRow {
  private(set) var address: UInt64 = 0
  private(set) var kind = AccessKind.load
  private(set) var byteCount: UInt64 = 1
  private(set) var space: UInt16?

  init(_ line: UnsafeRawBufferPointer, _ columns: CSVColumns, _ objects: ObjectAddress) throws(LineDamage) {
    var fields = CSVFields(line)
    var hasAddress = false
    var column = 0
    while let field = try fields.next() {
      let role = column < columns.roles.count ? columns.roles[column] : nil
      column += 1
      guard let role, !field.isEmpty else { continue }
      hasAddress = hasAddress || role == .address || role == .object
      try take(field, role, objects)
    }
    guard hasAddress else { throw LineDamage("the line has no address") }
  }

  private mutating func take(
    _ field: UnsafeRawBufferPointer, _ role: CSVColumns.Column, _ objects: ObjectAddress
  ) throws(LineDamage) {
    switch role {
    case .object: address = Self.number(field).map { objects.address(of: $0) } ?? objects.address(of: field)
    case .address: address = try Self.number(field, "address")
    case .size: byteCount = try Self.number(field, "size")
    case .kind:
      guard let kind = CSVKind.kind(field) else {
        throw LineDamage("the kind is none of load, store, fetch, L, S, I, R, W")
      }
      self.kind = kind
    case .space:
      let number = try Self.number(field, "address space")
      guard number <= 4095 else { throw LineDamage("the address space is not 0 to 4095") }
      space = UInt16(number)
    }
  }

  private static func number(_ field: UnsafeRawBufferPointer, _ what: String) throws(LineDamage) -> UInt64 {
    guard let number = number(field) else {
      throw LineDamage("the \(what) is no number, neither decimal nor hexadecimal with 0x")
    }
    return number
  }

  /// The number that a field holds, decimal or hexadecimal with `0x`; `nil` if it holds anything else.
  static func number(_ field: UnsafeRawBufferPointer) -> UInt64? {
    var cursor = LineCursor(field)
    let isHexadecimal = field.holds("0x") || field.holds("0X")
    if field.holds("0X") { _ = cursor.skip("0X") }
    let number = isHexadecimal ? cursor.hexadecimal() : cursor.decimal()
    return cursor.isAtEnd ? number : nil
  }
}
