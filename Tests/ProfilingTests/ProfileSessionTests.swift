import MMUCore
import Profiling
import Testing
import Workload

@Suite struct ProfileSessionTests {
  private static func source(_ accesses: UInt64 = 200_000, _ name: WorkloadName = .gups) throws -> any AccessSource {
    var parameters = WorkloadParameters()
    (parameters.accesses, parameters.footprint) = (accesses, 4 << 20)
    return try WorkloadCatalog.source(name, parameters)
  }

  private static func plan(_ tlbs: [String], _ policy: PageSizePolicy = .uniform(.kib4)) throws -> ProfilePlan {
    ProfilePlan(try tlbs.map { try TLBDescription.load($0).model(for: policy.sizes) }, DemandPaging(policy))
  }

  /// Levels that neither include nor exclude, inclusive ones, permutations: with and without the shared filter.
  @Test(arguments: [
    ["skylake", "zen4", "cortex-a76", "r4000"], ["skylake", "l1=8x4,l2=64x4,l2-mode=inclusive"],
    ["l1=8x4:srrip,l2=16x4:nru,l3=64xfa,l3-mode=exclusive", "u74", "l1=12x12:grouped-plru,prefetch=distance:8"],
  ]) func severalTLBsCountAsEachAlone(_ tlbs: [String]) throws {
    let together = try ProfileSession(Self.plan(tlbs))
    _ = try together.run(Self.source())
    for (name, profiler) in zip(tlbs, together.profilers) {
      let alone = try ProfileSession(Self.plan([name]))
      _ = try alone.run(Self.source())
      #expect(profiler.counts == alone.profilers[0].counts, "\(name)")
      #expect(profiler.arrayProfiles == alone.profilers[0].arrayProfiles, "\(name)")
    }
  }

  @Test func comparesPageSizesWithWhatEachComesToAlone() throws {
    var plan = try Self.plan(["skylake"])
    plan.compared = ProfilePlan.comparable(plan.models[0].description)
    #expect(
      plan.compared.map(\.name) == ["2M", "thp", "thp=50%"], "Skylake has no 1G array for fetches, and no blocks")
    let session = try ProfileSession(plan)
    _ = try session.run(Self.source())
    let comparison = try #require(session.comparison)
    #expect(comparison.rows.map(\.policy) == ["4K"] + plan.compared.map(\.name))
    for (row, policy) in zip(comparison.rows.dropFirst(), plan.compared) {
      let alone = try ProfileSession(Self.plan(["skylake"], policy))
      _ = try alone.run(Self.source())
      #expect(row.misses == alone.profilers[0].counts.all.misses, "\(row.policy)")
    }
  }

  @Test func findsCurvesAndCountsTogether() throws {
    var plan = try Self.plan(["l1d=16xfa,l1i=16xfa"])
    plan.locality = LocalityOptions(plan.models[0])
    let session = try ProfileSession(plan)
    let duration = try session.run(Self.source(50_000))
    let profiles = session.profiles(.init(.workload, ["gups"]), duration: duration, isComplete: true)
    let curve = try #require(profiles[0].locality?.pageSizes[0].curve(.data))
    #expect(curve.misses(at: 16) == profiles[0].counts.all.misses)
    #expect(profiles[0].locality?.levels.first?.misses == profiles[0].counts.all.misses)
  }

  @Test func stopsWhenTold() throws {
    let session = try ProfileSession(Self.plan(["skylake"]))
    var calls = 0
    _ = try session.run(Self.source(100_000_000)) { _ in
      calls += 1
      return calls < 3
    }
    #expect(calls == 3 && session.profilers[0].counts.all.accesses == 3 * UInt64(ReadAhead.batchSize))
  }
}
