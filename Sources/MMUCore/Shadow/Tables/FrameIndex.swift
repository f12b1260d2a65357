/// A guest frame by its place in the reverse map, which has one for every frame of every slot.
struct FrameIndex: Equatable, BitwiseCopyable {
  let rawValue: UInt32

  @inline(__always)
  init(_ rawValue: UInt32) { self.rawValue = rawValue }

  @inline(__always)
  var position: Int { Int(truncatingIfNeeded: rawValue) }

  @inline(__always)
  func advanced(by count: Int) -> FrameIndex { FrameIndex(rawValue &+ UInt32(truncatingIfNeeded: count)) }
}
