import MMUCore
import Profiling
import Testing

@Suite struct TLBPresetTests {
  @Test func everyShapeIsPossible() {
    for preset in TLBPreset.all {
      for array in [preset.instruction, preset.data, preset.second] {
        for (size, geometry) in array {
          #expect(geometry.impossibility == nil, "\(preset.name), \(size.name)")
          #expect(PageSize.x86Sizes.contains(size))
        }
      }
    }
  }

  @Test func skylakeIsAsMeasured() throws {
    let skylake = try #require(TLBPreset.named("Skylake")).configuration(for: .kib4)
    #expect(skylake.instruction == TLBGeometry(sets: 16, ways: 8, policy: .treePLRU))
    #expect(skylake.data == TLBGeometry(sets: 16, ways: 4, policy: .treePLRU))
    #expect(skylake.second == TLBGeometry(sets: 128, ways: 12, foldsIndex: true))
  }

  @Test func zen4HoldsEverySizeInItsFirstLevel() throws {
    for size in PageSize.x86Sizes {
      let zen4 = try #require(TLBPreset.named("zen4")).configuration(for: size)
      #expect(zen4.data.capacity == 72 && zen4.data.sets == 1)
      #expect(zen4.second?.capacity == (size == .gib1 ? nil : 3072))
    }
  }

  @Test func saysWhichArrayIsMissing() {
    let error = #expect(throws: TLBConfigurationError.self) {
      try TLBSpecification.configuration("skylake", for: .gib1)
    }
    #expect(error?.description.contains("'skylake' has no instruction TLB for 1G pages") == true)
  }

  @Test func namesSizesAndPolicies() {
    #expect(PageSize.x86Sizes.map(\.name) == ["4K", "2M", "1G"])
    #expect(PageSize(shift: 9).name == "512")
    for name in ReplacementPolicy.allNames { #expect(ReplacementPolicy(named: name)?.name == name) }
    #expect(ReplacementPolicy(named: "mru") == nil)
  }
}
