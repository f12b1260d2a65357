import MMUCore
import Profiling
import Testing

@Suite struct TLBSpecificationTests {
  private static func array(_ text: String, level: Int = 1, _ side: TLBSideName = .data) throws -> TLBArrayDescription {
    try #require(TLBDescription.load(text).array(level: level, side, pageSize: "4K"))
  }

  @Test func readsShapes() throws {
    let text = "L1D=64x4,l1i=128x8,l2=1536x12"
    let arrays = [
      try Self.array(text), try Self.array(text, .fetch), try Self.array(text, level: 2),
      try Self.array(text, level: 2, .fetch),
    ]
    #expect(arrays.map(\.sets) == [16, 16, 128, 128] && arrays.map(\.ways) == [4, 8, 12, 12])
    #expect(arrays.allSatisfy { $0.policy == "lru" && !$0.foldsIndex && $0.pages == TLBArrayDescription.allPages })
  }

  @Test(arguments: ReplacementPolicyName.all.filter { $0 != "permutation" })
  func readsPoliciesAndFullAssociativity(_ policy: String) throws {
    let text = policy == "grouped-plru" ? "l1i=12xfa,policy=\(policy),l1d=12x12" : "l1i=16xfa,policy=\(policy),l1d=1x1"
    #expect(try Self.array(text).policy == policy && Self.array(text, .fetch).sets == 1)
    let single = try TLBDescription.load("l1d=24x12:\(policy == "plru" ? "lru" : policy),l1i=8x4,policy=fifo")
    #expect(single.arrays.map(\.policy) == [policy == "plru" ? "lru" : policy, "fifo"])
  }

  @Test func readsEveryOption() throws {
    let text =
      "l1=32x4,l2d.4k+2m=64x4:xor:fifo,l2i=64x4:pairs,l3=64xfa:wired=3,l2-mode=exclusive,l3-mode=inclusive,"
      + "asids=off,vpids=off,globals=upper-half,prefetch=stride:8"
    let description = try TLBDescription.load(text)
    #expect(description.arrays.map(\.name) == ["L1", "L2D 4K+2M", "L2I", "L3"])
    #expect(description.arrays.map(\.foldsIndex) == [false, true, false, false])
    #expect(description.arrays.map(\.holdsPairs) == [false, false, true, false])
    #expect(description.arrays.map(\.wired) == [0, 0, 0, 3])
    #expect(description.level2 == .exclusive && description.level3 == .inclusive)
    #expect(!description.hasASIDs && !description.hasVPIDs && description.hasGlobalUpperHalf)
    #expect(description.prefetch == TLBPrefetchDescription(.stride, buffer: 8))
    #expect(try TLBDescription.load("l1=4x4,prefetch=next").prefetch?.buffer == 16)
  }

  @Test(arguments: [
    ("skylak", "did you mean 'skylake'?"), ("m68k", "the presets are sandy-bridge, haswell"),
    ("l1d=64x4", "add for example l1i=64x4"), ("l1i=64x4", "add for example l1d=64x4"),
    ("l1d=64x4,l1i=64x4,", "not key=value"), ("l1x=64x4", "did you mean 'l1d'?"), ("quux=1", "the keys are l1d, l1i"),
    ("l1d=64x4,l1d=64x4", "twice"), ("l1d=64,l1i=64x4", "not entries x ways"),
    ("l1d=64x4=3,l1i=64x4", "not entries x ways"), ("l1d=-64x4,l1i=64x4", "not entries x ways"),
    ("l1d=9999999999999x1,l1i=64x4", "not entries x ways"), ("l1d=0x4,l1i=64x4", "zero"),
    ("l1d=64x0,l1i=64x4", "zero"), ("l1d=0xfa,l1i=64x4", "zero"), ("l1d=66x4,l1i=64x4", "take 64 or 68 entries"),
    ("l1d=2x4,l1i=64x4", "take 4 or 8 entries"),
    ("l1d=64x4,l1i=64x4,policy=mru", "there is no replacement policy 'mru'"),
    ("l1d=64x4:quux,l1i=64x4", "'quux' is no option of 'l1d'"), ("l1d=64x4:wired,l1i=64x4", "no option"),
    ("l1d=64x4:wired=4,l1i=64x4", "at least one way must be free"), ("l1=64x4:wired=x", "no option"),
    ("l1d=48x4,l1i=64x4", "12 sets, which is no power of two"), ("l1d=8192xfa,l1i=64x4", "the most are 4096"),
    ("l1d=33554432x1,l1i=64x4", "the most are 16777216"),
    ("l1d=64x4,l1i=64x4,l2=1536x12,policy=plru", "plru needs a power of two"),
    ("l1d.3m=64x4,l1i=64x4", "'3M' in 'l1d.3m' of --tlb is no page size"),
    ("l1=64x4,l1d=64x4", "L1D and L1 both hold 4K pages"), ("l1=64x4,l3=64x4", "a third level and no second"),
    ("l1.4k=64x4,l2.2m=64x4,l1.2m+4k=4x4", "both hold 4K"), ("l1=64x4,l2-mode=both", "none of inclusive, exclusive"),
    ("l1=64x4,asids=yes", "none of on, off"), ("l1=64x4,globals=all", "none of none, upper-half"),
    ("l1=64x4,prefetch=best", "none of next, stride, distance"), ("l1=64x4,prefetch=next:0", "1 to 64 entries"),
    ("l1=64x4,prefetch=next:x", "no option"), ("policy=lru", "has no array"),
    ("l1=64x4:permutation=/nowhere", "cannot read '/nowhere': No such file"),
  ])
  func explainsWhatIsImpossible(_ text: String, _ words: String) {
    let error = #expect(throws: TLBConfigurationError.self) { try TLBDescription.load(text) }
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
  }
}
