import MMUCore

extension TLBArrayDescription {
  /// The shape of its sets.
  public func geometry() throws(TLBConfigurationError) -> TLBGeometry {
    guard let policy = ReplacementPolicyName.policy(policy) else { throw .unknownPolicy(array: name, policy: policy) }
    let geometry = TLBGeometry(sets: sets, ways: ways, policy: policy, foldsIndex: foldsIndex, wiredWays: wired)
    if let reason = geometry.impossibility { throw .impossible("\(name) \(Self.explanation(geometry, reason))") }
    return geometry
  }

  /// The array as the core builds it, for those of some page sizes that it holds.
  func shape(_ sizes: [PageSize], permutationTable: Int) throws(TLBConfigurationError) -> TLBArrayShape {
    var held = PageSizeSet.none
    for size in sizes where holds(size.name) { held |= PageSizeSet(size) }
    return TLBArrayShape(
      level: level, coreSide, held, try geometry(), pairsPages: holdsPairs, permutationTable: permutationTable)
  }

  private var coreSide: TLBSide {
    switch side {
    case .data: .data
    case .fetch: .instruction
    case .all: .both
    }
  }

  /// The vectors of the policy `permutation`, row after row.
  func permutationTable() throws(TLBConfigurationError) -> [UInt8] {
    let free = ways - wired
    guard permutations.count == free + 1, permutations.allSatisfy({ $0.count == free }) else {
      throw .impossible(
        "\(name) has \(free) ways to replace, which take \(free + 1) vectors of \(free) numbers: one a position for a "
          + "hit there, and one for a miss")
    }
    let table = permutations.flatMap { $0.map { UInt8(clamping: $0 < 0 ? 255 : $0) } }
    let defect = table.withUnsafeBufferPointer { PermutationVectors.firstDefectiveRow(ways: free, $0) }
    if let defect {
      throw .impossible(
        "vector \(defect + 1) of \(name) is no permutation of 0 to \(free - 1): \(permutations[defect])")
    }
    return table
  }

  private static func explanation(_ geometry: TLBGeometry, _ reason: TLBGeometry.Impossibility) -> String {
    switch reason {
    case .setsNotAPowerOfTwo:
      "makes \(geometry.sets) sets, which is no power of two; change the entries or the ways"
    case .tooManyEntries: "makes \(geometry.capacity) entries; the most are \(TLBGeometry.maximumCapacity)"
    case .waysOutOfRange: "has \(geometry.ways) ways; the most are \(TLBGeometry.maximumWays)"
    case .waysUnfitForTree:
      "has \(geometry.replaceableWays) ways, and plru needs a power of two up to 32; choose another policy"
    case .waysUnfitForGroups:
      "has \(geometry.replaceableWays) ways, and grouped-plru needs 12; choose another policy"
    case .waysUnfitForPermutations:
      "has \(geometry.replaceableWays) ways; permutation vectors have at most \(PermutationVectors.maximumWays)"
    case .tooManyWiredWays:
      "has \(geometry.wiredWays) of \(geometry.ways) ways wired; at least one way must be free"
    }
  }
}
