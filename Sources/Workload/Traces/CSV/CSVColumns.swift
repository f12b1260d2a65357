/// What the columns of a CSV trace hold.
struct CSVColumns {
  /// What a column may hold that is read; others are left out.
  enum Column {
    case address
    /// An object of a cache's trace, which ``ObjectAddress`` gives an address.
    case object
    case kind
    case size
    case space
  }

  /// What each column holds, from the first; `nil` where that is left out.
  let roles: [Column?]

  /// Without a header: address, kind, then size, then address space.
  static let standard = CSVColumns(roles: [.address, .kind, .size, .space])

  /// Whether an address comes first, a kind second, and if there is a third column, a size.
  var beginAsStandard: Bool {
    roles.count >= 2 && Array(roles.prefix(3)) == Array(Self.standard.roles.prefix(min(3, roles.count)))
  }

  private init(roles: [Column?]) { self.roles = roles }

  /// The columns that a header names.
  init(header: UnsafeRawBufferPointer) throws(LineDamage) {
    var roles: [Column?] = []
    var fields = CSVFields(header)
    while let field = try fields.next() { roles.append(Self.column(String(decoding: field, as: UTF8.self))) }
    guard roles.contains(.address) != roles.contains(.object) else {
      throw LineDamage("the header names no column 'address' and none 'obj_id', or both")
    }
    for role in roles where role != nil && roles.count(where: { $0 == role }) > 1 {
      throw LineDamage("the header names a column twice")
    }
    // A cache's trace has its own operations, and objects larger than pages.
    if roles.contains(.object) { roles = roles.map { $0 == .kind || $0 == .size ? nil : $0 } }
    self.roles = roles
  }

  private static func column(_ name: String) -> Column? {
    switch name.lowercased() {
    case "address", "addr", "va", "vaddr": .address
    case "obj_id", "object_id", "lbn": .object
    case "kind", "type", "op", "rw": .kind
    case "size", "bytes": .size
    case "asid", "space": .space
    default: nil
    }
  }
}
