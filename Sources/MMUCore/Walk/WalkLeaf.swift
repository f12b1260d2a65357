/// The entry that maps a page, as a walk found it.
struct WalkLeaf<Space: AddressSpace>: BitwiseCopyable {
  /// What it held.
  var entry: UInt64
  /// Its level.
  var level: PageLevel
  /// What the entries above it said, in the format's own encoding.
  var inherited: UInt64
  /// The first byte of the page.
  var page: Address<Space>
  /// The page's size.
  var size: PageSize
}
