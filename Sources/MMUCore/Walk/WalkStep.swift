/// What one entry came to.
enum WalkStep<Space: AddressSpace>: BitwiseCopyable {
  /// The walk goes on in this table; the entry that leads to it is to be marked as used.
  case table(WalkPosition<Space>)
  /// The walk has found the page.
  case leaf(WalkLeaf<Space>)
  /// There is none.
  case ended(PageFault)
}
