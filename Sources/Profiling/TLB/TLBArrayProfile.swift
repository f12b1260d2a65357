/// What one array of translations counted, as a profile's JSON has it.
public struct TLBArrayProfile: Equatable, Sendable, Codable {
  /// The array's name: L1D, L2 4K+2M.
  public var name: String
  /// Entries, ways, policy and index, as a person reads them.
  public var shape: String
  /// Translations that it was asked for.
  public var lookups: UInt64
  /// Those that it had.
  public var hits: UInt64
  /// Translations that had to make room for others.
  public var evictions: UInt64
}

extension TLBProfiler {
  /// What each array counted, in the model's order.
  public var arrayProfiles: [TLBArrayProfile] {
    model.arrays.enumerated().map { number, array in
      let counts = counters(ofArray: number)
      let shape = "\(array.entries) x \(array.ways) \(array.policy)\(array.foldsIndex ? " xor" : "")"
      return TLBArrayProfile(
        name: array.name, shape: shape, lookups: counts.lookups, hits: counts.hits, evictions: counts.evictions)
    }
  }
}
