extension TLBDescription {
  /// Refuses what no TLB can be, with the array at fault.
  func check() throws(TLBConfigurationError) {
    guard !arrays.isEmpty else { throw .impossible("'\(name)' has no array; give at least --tlb l1=64x4") }
    for (position, array) in arrays.enumerated() {
      try array.check()
      for other in arrays[..<position] { try Self.refuseOverlap(array, other) }
    }
    if let prefetch, !(1...64).contains(prefetch.buffer) {
      throw .impossible("a prefetch buffer has 1 to 64 entries, not \(prefetch.buffer)")
    }
    if arrays.contains(where: { $0.level == 3 }) && !arrays.contains(where: { $0.level == 2 }) {
      throw .impossible("'\(name)' has a third level and no second; call it l2")
    }
    guard !pageSizes.isEmpty else {
      let side = arrays.contains { $0.level == 1 && $0.accepts(.data) } ? "l1i" : "l1d"
      throw .impossible("'\(name)' has no first level for fetches and data alike; add for example \(side)=64x4")
    }
  }

  /// Two arrays of a level may not hold the same pages for the same accesses.
  private static func refuseOverlap(
    _ array: TLBArrayDescription, _ other: TLBArrayDescription
  ) throws(TLBConfigurationError) {
    guard array.level == other.level, array.accepts(other.side) || other.accepts(array.side),
      let size = array.pages.first(where: other.holds)
    else { return }
    throw .impossible("\(array.name) and \(other.name) both hold \(size) pages for the same accesses; keep one")
  }

}

extension TLBArrayDescription {
  /// Refuses what no array can be.
  fileprivate func check() throws(TLBConfigurationError) {
    guard (1...3).contains(level) else { throw .impossible("an array has level \(level); levels are 1 to 3") }
    guard !pages.isEmpty, Set(pages).count == pages.count, pages.allSatisfy(Self.allPages.contains) else {
      throw .impossible(
        "\(name) holds pages of [\(pages.joined(separator: ", "))]; "
          + "name each size once, of \(Self.allPages.joined(separator: ", "))")
    }
    guard entries > 0, ways > 0 else {
      throw .impossible("\(name) has zero entries or ways; leave it out for TLBs without it")
    }
    guard entries % ways == 0 else { throw .impossible(Self.indivisible(name, entries, ways)) }
    guard wired >= 0, wired < ways else {
      throw .impossible("\(name) has \(wired) of \(ways) ways wired; at least one way must be free")
    }
    guard policy != "permutation" || !permutations.isEmpty else {
      throw .impossible("\(name) has the policy permutation and no vectors; give them as permutation=FILE")
    }
    _ = try geometry()
    if policy == "permutation" { _ = try permutationTable() }
  }

  private static func indivisible(_ name: String, _ entries: Int, _ ways: Int) -> String {
    let below = max(1, entries / ways) * ways
    return "\(name) has \(entries) entries, which \(ways) ways do not divide; take \(below) or \(below + ways) entries"
  }
}
