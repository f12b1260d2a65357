import MMUCore
import Workload

extension ProfileSession {
  /// A profile for each of the plan's TLBs; what concerns the accesses alone is in the first.
  ///
  /// - Parameters:
  ///   - duration: the wall time that the pass took.
  ///   - isComplete: whether the source was profiled to its end.
  ///   - mappings: what the program had where, if that was recorded.
  public func profiles(
    _ source: TLBProfile.Source, duration: Duration, isComplete: Bool, naming mappings: TraceMappings? = nil
  ) -> [TLBProfile] {
    var profiles = profilers.map { TLBProfile(source, $0, duration: duration, isComplete: isComplete) }
    let naming = mappings.map { mappings in
      PageNaming(
        page: { mappings.place(of: $0)?.description },
        region: { mappings.place(of: $0).map { TracePlace(mapping: $0.mapping, symbol: nil, offset: 0).description } })
    }
    profiles[0].locality = locality?.result(naming: naming)
    profiles[0].pageSizes = comparison
    profiles[0].shadow = shadow.map { ShadowProfile($0, accesses: profiles[0].counts.all.accesses) }
    return profiles
  }
}
