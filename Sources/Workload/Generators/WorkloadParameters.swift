/// The numbers that shape a built-in workload.
public struct WorkloadParameters: Equatable, Sendable {
  /// The bytes over which the accesses spread, from ``base`` on: a multiple of 4096.
  public var footprint: UInt64 = 1 << 30
  /// How many accesses to make.
  public var accesses: UInt64 = 10_000_000
  /// The distance of a sequential sweep's accesses, in bytes: a cache line.
  public var step: UInt64 = 64
  /// The distance of a strided sweep's accesses, in 4 KiB pages.
  public var stride: UInt64 = 1
  /// The seed of the random numbers.
  public var seed: UInt64 = 1

  /// The defaults.
  public init() {}

  /// The first address of every workload's footprint: 1 TiB, which every page size divides.
  public static let base: UInt64 = 1 << 40
  /// The largest footprint: base and footprint together stay in the lower half of a 48-bit address space.
  public static let maximumFootprint: UInt64 = 1 << 46

  /// The 4 KiB pages of the footprint.
  var pageCount: UInt64 { footprint >> 12 }
}
