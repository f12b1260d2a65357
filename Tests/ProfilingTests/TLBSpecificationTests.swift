import MMUCore
import Profiling
import Testing

@Suite struct TLBSpecificationTests {
  @Test func readsShapes() throws {
    let configuration = try TLBSpecification.configuration("L1D=64x4,l1i=128x8,l2=1536x12", for: .kib4)
    #expect(configuration.data == TLBGeometry(sets: 16, ways: 4))
    #expect(configuration.instruction == TLBGeometry(sets: 16, ways: 8))
    #expect(configuration.second == TLBGeometry(sets: 128, ways: 12))
  }

  @Test(arguments: [("lru", ReplacementPolicy.lru), ("plru", .treePLRU), ("fifo", .fifo), ("random", .random)])
  func readsPoliciesAndFullAssociativity(_ name: String, _ policy: ReplacementPolicy) throws {
    let configuration = try TLBSpecification.configuration("l1i=16xfa,policy=\(name),l1d=1x1", for: .gib1)
    #expect(configuration.instruction == TLBGeometry(sets: 1, ways: 16, policy: policy))
    #expect(configuration.data == TLBGeometry(sets: 1, ways: 1, policy: policy))
    #expect(configuration.second == nil)
  }

  @Test(arguments: [
    ("skylak", TLBConfigurationError.unknownPreset("skylak"), "did you mean 'skylake'?"),
    ("m1", .unknownPreset("m1"), "the presets are skylake, zen4"),
    ("l1d=64x4", .missingKey("l1i"), "gives no 'l1i'"), ("l1i=64x4", .missingKey("l1d"), "gives no 'l1d'"),
    ("l1d=64x4,l1i=64x4,", .notAnAssignment(""), "not key=value"),
    ("l1d=64x4=3,l1i=64x4", .notAnAssignment("l1d=64x4=3"), "not key=value"),
    ("l1x=64x4", .unknownKey("l1x"), "did you mean 'l1d'?"), ("quux=1", .unknownKey("quux"), "the keys are l1d, l1i"),
    ("l1d=64x4,l1d=64x4", .duplicateKey("l1d"), "twice"),
    ("l1d=64,l1i=64x4", .notAShape(key: "l1d", value: "64"), "not entries x ways"),
    ("l1d=-64x4,l1i=64x4", .notAShape(key: "l1d", value: "-64x4"), "not entries x ways"),
    ("l1d=9999999999999x1,l1i=64x4", .notAShape(key: "l1d", value: "9999999999999x1"), "not entries x ways"),
    ("l1d=0x4,l1i=64x4", .zero(key: "l1d"), "zero"), ("l1d=64x0,l1i=64x4", .zero(key: "l1d"), "zero"),
    ("l1d=0xfa,l1i=64x4", .zero(key: "l1d"), "zero"),
    ("l1d=66x4,l1i=64x4", .entriesNotMultipleOfWays(key: "l1d", entries: 66, ways: 4), "take 64 or 68 entries"),
    ("l1d=2x4,l1i=64x4", .entriesNotMultipleOfWays(key: "l1d", entries: 2, ways: 4), "take 4 or 8 entries"),
    ("l1d=64x4,l1i=64x4,policy=mru", .unknownPolicy("mru"), "did you mean 'lru'?"),
    (
      "l1d=48x4,l1i=64x4", .impossible(key: "l1d", TLBGeometry(sets: 12, ways: 4), .setsNotAPowerOfTwo),
      "12 sets, which is no power of two"
    ),
    (
      "l1d=8192xfa,l1i=64x4", .impossible(key: "l1d", TLBGeometry(sets: 1, ways: 8192), .waysOutOfRange),
      "the most are 4096"
    ),
    (
      "l1d=33554432x1,l1i=64x4", .impossible(key: "l1d", TLBGeometry(sets: 1 << 25, ways: 1), .tooManyEntries),
      "the most are 16777216"
    ),
    (
      "l1d=64x4,l1i=64x4,l2=1536x12,policy=plru",
      .impossible(key: "l2", TLBGeometry(sets: 128, ways: 12, policy: .treePLRU), .waysUnfitForTree),
      "plru needs a power of two"
    ),
  ])
  func explainsWhatIsImpossible(_ text: String, _ error: TLBConfigurationError, _ words: String) {
    let thrown = #expect(throws: TLBConfigurationError.self) {
      try TLBSpecification.configuration(text, for: .kib4)
    }
    #expect(thrown == error)
    #expect(error.description.contains(words), "\(error)")
  }
}
