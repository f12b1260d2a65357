import MMUCore
import Profiling
import Testing

@Suite struct PageSizePolicyTests {
  @Test func whatMayBeWritten() throws {
    let cases: [(String, PageSizePolicy)] = [
      ("4k", .uniform(.kib4)), ("2M", .uniform(.mib2)), ("1G", .uniform(.gib1)),
      ("thp", .huge(limit: .mib2, threshold: nil)), ("thp=50%", .huge(limit: .mib2, threshold: 50)),
      ("thp=1", .huge(limit: .mib2, threshold: 1)), ("THP-1G", .huge(limit: .gib1, threshold: nil)),
      ("thp-1g=100%", .huge(limit: .gib1, threshold: 100)), ("contig", .coalesced(.contiguousBit)),
      ("napot", .coalesced(.svnapot)),
    ]
    for (text, policy) in cases {
      #expect(try PageSizePolicy(text) == policy, "\(text)")
      #expect(try PageSizePolicy(policy.name) == policy, "\(policy.name)")
    }
    for name in PageSizePolicy.allNames { #expect(try PageSizePolicy(name).name == name) }
  }

  @Test func whatIsWrongIsSaid() {
    let cases: [(String, PageSizePolicyError)] = [
      ("", .unknownPolicy("")), ("4M", .unknownPolicy("4M")), ("=", .unknownPolicy("=")),
      ("4K=50%", .takesNoThreshold("4k")), ("thp=5=5", .takesNoThreshold("thp")),
      ("contig=", .takesNoThreshold("contig")), ("thp=0%", .impossibleThreshold(policy: "thp", "0%")),
      ("thp=101", .impossibleThreshold(policy: "thp", "101")), ("thp=", .impossibleThreshold(policy: "thp", "")),
      ("thp=%", .impossibleThreshold(policy: "thp", "%")), ("thp=-5", .impossibleThreshold(policy: "thp", "-5")),
      ("thp=99999999999999999999", .impossibleThreshold(policy: "thp", "99999999999999999999")),
    ]
    for (text, error) in cases {
      #expect(throws: error, "\(text)") { try PageSizePolicy(text) }
      #expect(!error.description.contains("\n") && error.description.count < 160, "\(error)")
    }
    #expect(PageSizePolicyError.unknownPolicy("tph").description.contains("did you mean 'thp'?"))
  }

  @Test func mappingsCoverWhatOneOfThemCovers() {
    let mapped = MappedRanges([0x5000..<0x9000, 0x1000..<0x3000, 0x9000..<0xA000, 0x2000..<0x2800, 7..<7])
    for covered in [0x1000..<0x3000, 0x5000..<0xA000, 0x8FFF..<0x9001, 0x2FFF..<0x3000] as [Range<UInt64>] {
      #expect(mapped.covers(covered), "\(covered)")
    }
    for open in [0xFFF..<0x1001, 0x2FFF..<0x3001, 0x1000..<0x6000, 0x9FFF..<0xA001, 0xB000..<0xC000] as [Range<UInt64>]
    {
      #expect(!mapped.covers(open), "\(open)")
    }
    #expect(MappedRanges.everything.covers(0..<UInt64.max) && !MappedRanges([]).covers(0..<1))
  }
}
