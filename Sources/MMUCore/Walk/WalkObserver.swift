/// Something that is told of every entry that a walker reads.
///
/// A walker is generic over it, so that an observer that does nothing costs nothing.
public protocol WalkObserver {
  /// The walker read `entry` at `address`, at a level of the hierarchy, before it set any bit in it.
  ///
  /// Entries of a guest's own tables come with guest physical addresses, those of a second stage with host physical ones.
  mutating func observe<Space: AddressSpace>(_ entry: UInt64, at address: Address<Space>, level: PageLevel)
}
