import MMUCore

/// What an entry of a ``ReferenceHierarchy`` maps: a page, or a pair of pages as one of twice the size, of someone.
struct ReferencePage: Equatable {
  /// Whose a page is: an address space's of a machine, or all address spaces' of a machine.
  struct Owner: Equatable {
    var machine: UInt16
    /// `nil`: global.
    var asid: UInt16?
  }

  var number: UInt64
  var byteCount: UInt64
  var owner: Owner

  /// The page of a size that holds an address.
  init(_ gva: GVA, byteCount: UInt64, _ owner: Owner) {
    number = gva.rawValue / byteCount
    self.byteCount = byteCount
    self.owner = owner
  }
}
