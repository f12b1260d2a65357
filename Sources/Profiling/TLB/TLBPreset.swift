import MMUCore

/// The TLBs of a real processor, as measured where someone has measured them.
public struct TLBPreset: Sendable {
  /// One TLB: its shape for each size of page that it holds.
  public typealias Array = [PageSize: TLBGeometry]

  /// What a user calls it.
  public let name: String
  /// Which processors it stands for, and what is not as in them.
  public let summary: String
  /// Where the numbers come from.
  public let source: String
  /// The first level for fetches.
  public let instruction: Array
  /// The first level for loads and stores.
  public let data: Array
  /// The level behind both.
  public let second: Array

  /// Every preset.
  public static let all = [skylake, zen4]

  /// The preset of a name, in whatever case.
  public static func named(_ name: String) -> TLBPreset? { all.first { $0.name == name.lowercased() } }

  /// The shapes for one size of page.
  public func configuration(for size: PageSize) throws(TLBConfigurationError) -> TLBConfiguration {
    guard let instruction = instruction[size] else { throw .noArray(preset: name, array: "instruction TLB", size) }
    guard let data = data[size] else { throw .noArray(preset: name, array: "data TLB", size) }
    return TLBConfiguration(name: name, instruction: instruction, data: data, second: second[size])
  }

  /// Intel's Skylake. CPUID says that the second level has 6 ways; measured are 12, with an index of page-number bits
  /// 6–0 XOR 13–7.
  ///
  /// The first levels' tree-PLRU was measured on Kaby Lake, which has the same TLBs. The second level's own policy
  /// (one of three groups of four ways, then tree-PLRU) is modelled as LRU, and so are the arrays for large pages that
  /// nobody has measured.
  public static let skylake = TLBPreset(
    name: "skylake", summary: "Intel Skylake to Comet Lake; the second level's replacement is modelled as LRU",
    source: "CPUID leaf 2; Gras et al., \"Translation Leak-aside Buffer\", USENIX Security 2018, table 2; "
      + "Tatar et al., \"TLB;DR\", USENIX Security 2022",
    instruction: [
      .kib4: TLBGeometry(sets: 16, ways: 8, policy: .treePLRU), .mib2: TLBGeometry(sets: 1, ways: 8),
    ],
    data: [
      .kib4: TLBGeometry(sets: 16, ways: 4, policy: .treePLRU),
      .mib2: TLBGeometry(sets: 8, ways: 4, policy: .treePLRU), .gib1: TLBGeometry(sets: 1, ways: 4),
    ],
    second: [
      .kib4: TLBGeometry(sets: 128, ways: 12, foldsIndex: true),
      .mib2: TLBGeometry(sets: 128, ways: 12, foldsIndex: true), .gib1: TLBGeometry(sets: 4, ways: 4),
    ])

  /// AMD's Zen 4. Its second levels are two, of 512 entries for fetches and 3072 for data; the model has one, the latter,
  /// for both. Nobody has measured its index and replacement: they are modelled as linear and LRU.
  public static let zen4 = TLBPreset(
    name: "zen4", summary: "AMD Zen 4; the second-level data TLB serves fetches too, replacement is modelled as LRU",
    source: "CPUID leaves 80000005h, 80000006h and 80000019h; "
      + "AMD publication 57647, \"Software Optimization Guide for the AMD Zen4 Microarchitecture\"",
    instruction: allSizes(TLBGeometry(sets: 1, ways: 64)), data: allSizes(TLBGeometry(sets: 1, ways: 72)),
    second: [.kib4: TLBGeometry(sets: 128, ways: 24), .mib2: TLBGeometry(sets: 128, ways: 24)])

  private static func allSizes(_ geometry: TLBGeometry) -> Array {
    [.kib4: geometry, .mib2: geometry, .gib1: geometry]
  }
}
