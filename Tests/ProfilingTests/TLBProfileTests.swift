import Foundation
import MMUCore
import Profiling
import Testing
import Workload

@Suite struct TLBProfileTests {
  static func profile(_ name: WorkloadName, tlb: String = "skylake") throws -> TLBProfile {
    var parameters = WorkloadParameters()
    parameters.accesses = 100_000
    parameters.footprint = 64 << 20
    let profiler = try TLBProfilerTests.profiler(tlb)
    let duration = try profiler.run(WorkloadCatalog.source(name, parameters))
    let source = TLBProfile.Source(.workload, [name.rawValue], parameters: ["seed": 1])
    return TLBProfile(source, profiler, duration: duration, isComplete: true)
  }

  @Test(arguments: ["skylake", "l1d=64x4,l1i=128x8"]) func comesBackFromJSONAsItWas(_ tlb: String) throws {
    let profile = try Self.profile(.gups, tlb: tlb)
    let json = try JSONEncoder().encode(profile)
    #expect(try JSONDecoder().decode(TLBProfile.self, from: json) == profile)
  }

  @Test(arguments: [("mmubench.profile", "mmubench.other"), ("\"version\":1", "\"version\":2")])
  func refusesAnotherSchemaAndVersion(_ ours: String, _ theirs: String) throws {
    let encoder = JSONEncoder()
    let json = String(decoding: try encoder.encode(try Self.profile(.gups)), as: UTF8.self)
    let other = json.replacingOccurrences(of: ours, with: theirs)
    #expect(other != json)
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(TLBProfile.self, from: Data(other.utf8)) }
  }

  @Test(
    arguments: zip(
      WorkloadName.allCases, ["3031ccddbdb00a65", "b01900571d817462", "61b87c66baf58417", "313edb3059bd703a"]))
  func digestsTheSameOnEveryMachine(_ name: WorkloadName, _ golden: String) throws {
    let tlb = "l1d=64x4:plru,l1i=128x8:plru,l2=1536x12:xor"
    #expect(try Self.profile(name, tlb: tlb).digest == golden)
  }

  /// More than two levels, and prefetchers, have more to digest.
  @Test(
    arguments: zip(
      ["skylake", "l1=16x4,l2=64x4,l3=256x4", "l1=16x4,prefetch=next:4"],
      ["a74793954384a6fd", "2dd6864a01fd7278", "0eab30a737467ae1"]))
  func digestsWhatEachShapeCounts(_ tlb: String, _ golden: String) throws {
    #expect(try Self.profile(.zipf, tlb: tlb).digest == golden)
  }

  @Test func digestsEveryCount() throws {
    let one = try Self.profile(.gups, tlb: "l1d=64x4,l1i=64x4")
    let other = try Self.profile(.gups, tlb: "l1d=32x4,l1i=64x4")
    #expect(one.digest != other.digest)
    #expect(one.digest == one.counts.digest && one.digest.count == 16)
  }
}
