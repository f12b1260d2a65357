/// Entries of tables, and an address that they translate, or do not.
struct MatrixPath: Sendable {
  /// The address.
  let address: UInt64
  /// The entries, from the root down.
  let entries: [MatrixEntry]
}
