import MMUCore

/// The guest's frames for data, in aligned runs of every size, each size from an area of its own above 1 TiB: no memory
/// stands behind them.
struct DataFrames {
  private static let areas: KeyValuePairs<PageSize, Range<UInt64>> = [
    .kib4: 1 << 40..<1 << 42, PageSizeMap.blockSize: 1 << 42..<1 << 43, .mib2: 1 << 43..<1 << 45,
    .gib1: 1 << 45..<1 << 48,
  ]

  private var next: [PageSize: UInt64] = [:]

  /// A run of a size, aligned to it; `nil` when 48 bits of address have none left.
  mutating func take(_ size: PageSize) -> GPA? {
    guard let area = Self.areas.first(where: { $0.key == size })?.value else { return nil }
    let start = next[size] ?? area.lowerBound
    guard start < area.upperBound else { return nil }
    next[size] = start + size.byteCount
    return GPA(start)
  }
}
