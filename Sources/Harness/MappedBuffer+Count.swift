import Workload

extension MappedBuffer {
  /// The first `count` elements of a trivial type.
  func bound<Element: BitwiseCopyable>(to type: Element.Type, count: Int) -> UnsafeMutableBufferPointer<Element> {
    UnsafeMutableBufferPointer(rebasing: bound(to: type).prefix(count))
  }
}
