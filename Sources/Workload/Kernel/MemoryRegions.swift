import MMUCore

/// The ranges that a process has mapped, sorted, none overlapping.
struct MemoryRegions: Equatable {
  private(set) var regions: [MemoryRegion] = []

  /// The range that holds an address.
  func region(of gva: GVA) -> MemoryRegion? {
    var low = 0
    var high = regions.count
    while low < high {
      let middle = (low + high) / 2
      if regions[middle].end <= gva.rawValue { low = middle + 1 } else { high = middle }
    }
    guard low < regions.count, regions[low].contains(gva) else { return nil }
    return regions[low]
  }

  /// Adds a range; what was there in its place goes.
  mutating func insert(_ region: MemoryRegion) {
    remove(region.start..<region.end)
    let position = regions.firstIndex { $0.start > region.start } ?? regions.count
    regions.insert(region, at: position)
  }

  /// Removes a range; ranges that it cuts keep their rest.
  mutating func remove(_ range: Range<UInt64>) { replace(range) { _ in nil } }

  /// Gives a range other rights.
  mutating func protect(_ range: Range<UInt64>, _ rights: KernelRights) {
    replace(range) { region in
      var region = region
      region.rights = rights
      return region
    }
  }

  private mutating func replace(_ range: Range<UInt64>, by change: (MemoryRegion) -> MemoryRegion?) {
    regions = regions.flatMap { region -> [MemoryRegion] in
      guard region.start < range.upperBound, range.lowerBound < region.end else { return [region] }
      var parts: [MemoryRegion] = []
      if region.start < range.lowerBound { parts.append(region.cut(to: region.start..<range.lowerBound)) }
      let middle = region.cut(to: max(region.start, range.lowerBound)..<min(region.end, range.upperBound))
      if let changed = change(middle) { parts.append(changed) }
      if range.upperBound < region.end { parts.append(region.cut(to: range.upperBound..<region.end)) }
      return parts
    }
  }
}

extension MemoryRegion {
  fileprivate func cut(to range: Range<UInt64>) -> MemoryRegion {
    var part = self
    part.start = range.lowerBound
    part.end = range.upperBound
    return part
  }
}
