/// What a present shadow entry leads to, and where it is remembered there.
struct EntryLink: BitwiseCopyable {
  /// A leaf's guest frame in the reverse map, or the number of the shadow page below.
  var target: UInt32
  /// The block of the list that names the entry, where that is a chain.
  var block: UInt32
}
