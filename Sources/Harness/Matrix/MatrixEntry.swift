/// An entry of a table, and where it lies.
struct MatrixEntry: Equatable, Sendable {
  /// Its address in the memory of the tables.
  let place: UInt64
  /// What it holds before the access.
  let value: UInt64
}
