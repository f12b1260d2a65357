import MMUCore

extension TLBDescription {
  /// The TLBs for a run with pages of some sizes.
  ///
  /// - Parameter sizes: at least one; each needs a first level for fetches and one for loads and stores.
  public func model(for sizes: [PageSize]) throws(TLBConfigurationError) -> TLBModel {
    for size in sizes {
      for side in [TLBSideName.fetch, .data] where array(level: 1, side, pageSize: size.name) == nil {
        throw .noArray(name: name, side: side, size: size.name)
      }
    }
    return try build(sizes.sorted { $0.shift < $1.shift })
  }

  private func build(_ sizes: [PageSize]) throws(TLBConfigurationError) -> TLBModel {
    let arrays = arrays.filter { array in sizes.contains { array.holds($0.name) } }
    let prefetcher = prefetch?.prefetcher ?? .none
    var shape = TLBHierarchyShape(
      secondLevel: level2.inclusion, thirdLevel: level3.inclusion, prefetcher: prefetcher, tagging: tagging)
    var tables: [[UInt8]] = []
    for array in arrays {
      if array.policy == "permutation" { tables.append(try array.permutationTable()) }
      shape.add(try array.shape(sizes, permutationTable: max(0, tables.count - 1)))
    }
    if let reason = shape.impossibility { throw .impossible(Self.explanation(name, shape, reason)) }
    return TLBModel(description: self, sizes: sizes, shape: shape, arrays: arrays, permutationTables: tables)
  }

  private var tagging: TLBTagging {
    var tagging = TLBTagging.none
    if hasASIDs { tagging |= .asids }
    if hasVPIDs { tagging |= .vpids }
    if hasGlobalUpperHalf { tagging |= .globalUpperHalf }
    return tagging
  }

  private static func explanation(
    _ name: String, _ shape: TLBHierarchyShape, _ reason: TLBHierarchyShape.Impossibility
  ) -> String {
    switch reason {
    case .noFirstLevel: "'\(name)' has no first level; add for example l1=64x4"
    case .tooManyArrays: "'\(name)' has \(shape.arrayCount) arrays; the most are \(TLBHierarchyShape.maximumArrays)"
    case .levelOutOfRange: "'\(name)' has a level other than 1, 2 and 3"
    case .noSecondLevel: "'\(name)' has a third level and no second; call it l2"
    case .impossibleArray: "'\(name)' has an array that cannot be built"
    case .noPageSize: "'\(name)' has an array for no page size"
    case .tooManyPageSizes: "a run has at most \(TLBHierarchyShape.maximumPageSizes) page sizes"
    case .pageSizeOutOfRange: "'\(name)' has an array for pages of a size that there is not"
    case .overlappingArrays: "two arrays of a level of '\(name)' hold the same pages for the same accesses; keep one"
    case .sidesDoNotNest:
      "an inclusive or exclusive level of '\(name)' serves fetches or data alone where the level before serves both, or "
        + "both where it serves one; split or unify both levels"
    case .pairsDoNotNest:
      "an inclusive or exclusive level of '\(name)' and one before it differ in holding pairs of pages; make them alike"
    case .wiredWaysDoNotNest: "'\(name)' has wired ways in or before an inclusive or exclusive level; wire none"
    case .prefetcherOutOfRange: "the prefetcher of '\(name)' has a size out of range"
    }
  }
}

extension TLBInclusionName {
  /// The core's word for it.
  fileprivate var inclusion: TLBInclusion {
    switch self {
    case .inclusive: .inclusive
    case .exclusive: .exclusive
    case .neither: .neither
    }
  }
}
