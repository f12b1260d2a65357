/// The two root registers of a VMSAv8-64 first stage.
public struct ARMRoots: Equatable, Sendable, BitwiseCopyable {
  /// TTBR0: the table for the range that begins at address 0.
  public var lower: GPA
  /// TTBR1: the table for the range that ends at the last address.
  public var upper: GPA

  /// Registers with these values.
  @inlinable @inline(__always)
  public init(lower: GPA, upper: GPA) {
    self.lower = lower
    self.upper = upper
  }
}
