import MMUCore

/// TLBs as a user writes them on a command line: `l1d=64x4,l1i=128x8,l2=1536x12:plru:xor,policy=lru`.
///
/// An array is `KEY=ENTRIESxWAYS` with options behind colons. The key is a level and a side (`l1d`, `l1i`, `l2`, … `l3i`), and may
/// name page sizes behind a dot (`l1d.2m`, `l2.4k+2m`); without them the array takes every size. Options are a policy's name, `xor`,
/// `pairs`, `wired=N` and `permutation=FILE`. Beside arrays there are `policy` (for all that name none), `l2-mode` and `l3-mode`
/// (`inclusive`, `exclusive`, `neither`), `asids`, `vpids` (`on`, `off`), `globals` (`upper-half`) and `prefetch` (`next`, `stride`,
/// `distance`, each with `:ENTRIES`).
struct TLBSpecification {
  /// The keys that are no arrays.
  private static let settings = ["policy", "l2-mode", "l3-mode", "asids", "vpids", "globals", "prefetch"]
  /// The keys of arrays, without page sizes.
  private static let arrayKeys = (1...3).flatMap { ["l\($0)d", "l\($0)i", "l\($0)"] }

  /// Every key.
  static let keys = arrayKeys + settings

  private var values: [(key: String, value: String)] = []

  /// The description that a text stands for.
  static func description(_ text: String) throws(TLBConfigurationError) -> TLBDescription {
    let specification = try TLBSpecification(text)
    var description = TLBDescription(name: text, arrays: [])
    let policy = specification.value("policy")?.lowercased() ?? "lru"
    for (key, value) in specification.values where !settings.contains(key) {
      description.arrays.append(try array(key, value, policy))
    }
    try specification.applySettings(to: &description)
    return description
  }

  private init(_ text: String) throws(TLBConfigurationError) {
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard sides.count == 2 else { throw .notAnAssignment(String(part)) }
      let key = sides[0].lowercased()
      guard Self.keys.contains(String(key.prefix { $0 != "." })) else { throw .unknownKey(key) }
      if values.contains(where: { $0.key == key }) { throw .duplicateKey(key) }
      values.append((key, sides[1]))
    }
  }

  private func value(_ key: String) -> String? { values.first { $0.key == key }?.value }

  // MARK: Arrays

  private static func array(
    _ key: String, _ value: String, _ policy: String
  ) throws(TLBConfigurationError) -> TLBArrayDescription {
    let parts = value.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    let (entries, ways) = try shape(key, parts[0], value)
    var array = TLBArrayDescription(
      level: level(of: key), side(of: key), pages: try pages(of: key), entries: entries, ways: ways, policy: policy)
    for option in parts.dropFirst() { try apply(option, to: &array, key) }
    return array
  }

  private static func level(of key: String) -> Int { key.dropFirst().first?.wholeNumberValue ?? 1 }

  private static func side(of key: String) -> TLBSideName {
    switch key.dropFirst(2).first {
    case "d": .data
    case "i": .fetch
    default: .all
    }
  }

  private static func pages(of key: String) throws(TLBConfigurationError) -> [String] {
    guard let dot = key.firstIndex(of: ".") else { return TLBArrayDescription.allPages }
    let names = key[key.index(after: dot)...].uppercased().split(separator: "+", omittingEmptySubsequences: false)
    for name in names where !TLBArrayDescription.allPages.contains(String(name)) {
      throw .unknownPageSize(key: key, size: String(name))
    }
    return names.map(String.init)
  }

  private static func shape(
    _ key: String, _ text: String, _ value: String
  ) throws(TLBConfigurationError) -> (entries: Int, ways: Int) {
    let sides = text.lowercased().split(separator: "x", omittingEmptySubsequences: false).map(String.init)
    guard sides.count == 2, let entries = number(sides[0]), let ways = sides[1] == "fa" ? entries : number(sides[1])
    else { throw .notAShape(key: key, value: value) }
    return (entries, ways)
  }

  private static func apply(
    _ option: String, to array: inout TLBArrayDescription, _ key: String
  ) throws(TLBConfigurationError) {
    let sides = option.split(separator: "=", maxSplits: 1).map(String.init)
    switch (sides.first?.lowercased(), sides.count) {
    case ("xor", 1): array.foldsIndex = true
    case ("pairs", 1): array.holdsPairs = true
    case ("wired", 2):
      guard let count = number(sides[1]) else { throw .notAnOption(key: key, option: option) }
      array.wired = count
    case ("permutation", 2):
      array.policy = "permutation"
      array.permutations = try PermutationFile.read(sides[1])
    case (let name?, 1) where ReplacementPolicyName.all.contains(name): array.policy = name
    default: throw .notAnOption(key: key, option: option)
    }
  }

  // MARK: Settings

  private func applySettings(to description: inout TLBDescription) throws(TLBConfigurationError) {
    description.level2 = try mode("l2-mode")
    description.level3 = try mode("l3-mode")
    description.hasASIDs = try isOn("asids")
    description.hasVPIDs = try isOn("vpids")
    if let globals = value("globals")?.lowercased() {
      guard ["none", "upper-half"].contains(globals) else {
        throw .unknownChoice(key: "globals", value: globals, choices: ["none", "upper-half"])
      }
      description.hasGlobalUpperHalf = globals == "upper-half"
    }
    if let text = value("prefetch")?.lowercased() { description.prefetch = try Self.prefetcher(text) }
  }

  private func mode(_ key: String) throws(TLBConfigurationError) -> TLBInclusionName {
    guard let text = value(key)?.lowercased() else { return .neither }
    guard let mode = TLBInclusionName(rawValue: text) else {
      throw .unknownChoice(key: key, value: text, choices: TLBInclusionName.allCases.map(\.rawValue))
    }
    return mode
  }

  private func isOn(_ key: String) throws(TLBConfigurationError) -> Bool {
    switch value(key)?.lowercased() {
    case nil, "on": return true
    case "off": return false
    case let text?: throw .unknownChoice(key: key, value: text, choices: ["on", "off"])
    }
  }

  private static func prefetcher(_ text: String) throws(TLBConfigurationError) -> TLBPrefetchDescription {
    let sides = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard let kind = TLBPrefetchDescription.Kind(rawValue: sides[0]) else {
      throw .unknownChoice(
        key: "prefetch", value: sides[0], choices: TLBPrefetchDescription.Kind.allCases.map(\.rawValue))
    }
    guard sides.count <= 2, let buffer = sides.count == 2 ? number(sides[1]) : 16 else {
      throw .notAnOption(key: "prefetch", option: text)
    }
    return TLBPrefetchDescription(kind, buffer: buffer)
  }

  /// Digits alone, of a number that no sum or product with it overflows.
  private static func number(_ text: String) -> Int? {
    guard !text.isEmpty, text.count <= 9, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return Int(text)
  }
}
