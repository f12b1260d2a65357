/// Something that is told of every entry that a walker reads.
///
/// A walker is generic over it, so that an observer that does nothing costs nothing.
public protocol WalkObserver {
  /// The walker read `entry` at `address`, at a level of the hierarchy, before it set any bit in it.
  mutating func observe(_ entry: UInt64, at address: GPA, level: PageLevel)
}
