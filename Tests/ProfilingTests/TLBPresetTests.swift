import Foundation
import MMUCore
import Profiling
import Testing

@Suite struct TLBPresetTests {
  @Test(arguments: TLBPreset.all) func everyPresetIsPossibleAndSaysWhereItIsFrom(_ preset: TLBDescription) throws {
    for size in preset.pageSizes { _ = try preset.model(for: [#require(PageSize(named: size))]) }
    #expect(!preset.summary.isEmpty && !preset.sources.isEmpty && preset.arrays.count >= 1)
    #expect(try TLBDescription.load(preset.name.uppercased()) == preset)
  }

  /// The files of the folder are those that are part of the program, each under its own name.
  @Test func everyFileIsAPreset() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../CShims/CPresets/tlb").standardizedFileURL
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(files.sorted() == TLBPreset.all.map { $0.name + ".json" }.sorted())
    for file in files {
      let read = try TLBDescription.load(folder.appendingPathComponent(file).path)
      #expect(read == TLBPreset.named(read.name))
    }
  }

  /// Entries x ways of the first level for data and fetches, and of the second for data, for one size of page.
  static let table: [(name: String, size: String, data: [Int], fetch: [Int], second: [Int]?)] = [
    ("sandy-bridge", "4K", [64, 4], [128, 4], [512, 4]), ("sandy-bridge", "2M", [32, 4], [8, 8], nil),
    ("haswell", "4K", [64, 4], [64, 8], [1024, 8]), ("haswell", "2M", [32, 4], [8, 8], [1024, 8]),
    ("broadwell", "4K", [64, 4], [64, 8], [1536, 6]), ("skylake", "4K", [64, 4], [128, 8], [1536, 12]),
    ("skylake", "2M", [32, 4], [8, 8], [1536, 12]), ("ice-lake", "4K", [64, 4], [128, 8], [2048, 16]),
    ("ice-lake", "2M", [32, 4], [8, 8], [1024, 8]), ("golden-cove", "2M", [32, 4], [32, 8], [1024, 8]),
    ("zen2", "4K", [64, 64], [64, 64], [2048, 16]), ("zen3", "2M", [64, 64], [64, 64], [2048, 16]),
    ("zen4", "4K", [72, 72], [64, 64], [3072, 24]), ("zen4", "1G", [72, 72], [64, 64], nil),
    ("zen5", "4K", [96, 96], [64, 64], [4096, 16]), ("cortex-a53", "4K", [10, 10], [10, 10], [512, 4]),
    ("cortex-a57", "64K", [32, 32], [48, 48], [1024, 4]), ("cortex-a76", "4K", [48, 48], [48, 48], [1280, 5]),
    ("neoverse-n1", "4K", [48, 48], [48, 48], [1280, 5]), ("u54", "4K", [32, 32], [32, 32], nil),
    ("u74", "4K", [40, 40], [40, 40], [512, 1]), ("r3000", "4K", [64, 64], [64, 64], nil),
    ("r4000", "4K", [48, 48], [48, 48], nil), ("r10000", "4K", [64, 64], [64, 64], nil),
  ]

  @Test func shapesAreThoseOfTheTable() throws {
    func shape(_ array: TLBArrayDescription?) -> [Int]? { array.map { [$0.entries, $0.ways] } }
    for row in Self.table {
      let preset = try #require(TLBPreset.named(row.name))
      #expect(shape(preset.array(level: 1, .data, pageSize: row.size)) == row.data, "\(row.name) \(row.size)")
      #expect(shape(preset.array(level: 1, .fetch, pageSize: row.size)) == row.fetch, "\(row.name) \(row.size)")
      #expect(shape(preset.array(level: 2, .data, pageSize: row.size)) == row.second, "\(row.name) \(row.size)")
    }
    #expect(Set(Self.table.map(\.name)) == Set(TLBPreset.all.map(\.name)))
  }

  @Test func skylakeIsAsMeasured() throws {
    let second = try #require(TLBPreset.named("Skylake")?.array(level: 2, .fetch, pageSize: "4K"))
    #expect(second.sets == 128 && second.foldsIndex && second.policy == "grouped-plru")
    #expect(TLBPreset.named("broadwell")?.array(level: 2, .data, pageSize: "4K")?.foldsIndex == true)
    #expect(TLBPreset.named("r3000")?.arrays.first?.wired == 8)
    #expect(TLBPreset.named("r4000")?.arrays.first?.holdsPairs == true)
  }

  @Test func saysWhichArrayIsMissing() {
    let error = #expect(throws: TLBConfigurationError.self) {
      try TLBDescription.load("skylake").model(for: [.gib1])
    }
    #expect(error?.description.contains("'skylake' has no first level that takes fetches on 1G pages") == true)
  }

  @Test func namesSizesAndPolicies() {
    #expect(PageSize.x86Sizes.map(\.name) == ["4K", "2M", "1G"])
    #expect(PageSize(shift: 9).name == "512" && PageSize(named: "64k") == PageSize(shift: 16))
    for name in ReplacementPolicyName.all {
      #expect(ReplacementPolicyName.policy(name).map(ReplacementPolicyName.of) == name)
    }
    #expect(ReplacementPolicyName.policy("mru") == nil)
  }
}
