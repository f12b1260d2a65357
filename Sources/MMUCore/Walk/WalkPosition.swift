/// A table that a walk has reached, and what it gathered on the way.
struct WalkPosition<Space: AddressSpace>: BitwiseCopyable {
  /// The table.
  var table: Address<Space>
  /// Its level.
  var level: PageLevel
  /// What the entries above it said, in the format's own encoding.
  var inherited: UInt64
}
