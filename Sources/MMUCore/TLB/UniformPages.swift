/// Pages that are all of one size.
public struct UniformPages: PageSizing, Equatable, Sendable, BitwiseCopyable {
  /// Their size.
  public let size: PageSize

  /// Pages of a size.
  @inlinable @inline(__always)
  public init(_ size: PageSize) { self.size = size }

  /// The size, whatever the address.
  @inlinable @inline(__always)
  public func pageSize(of gva: GVA) -> PageSize { size }
}
