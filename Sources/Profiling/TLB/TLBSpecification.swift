import MMUCore

/// TLBs as a user writes them: `l1d=64x4,l1i=128x8,l2=1536x12,policy=lru`.
///
/// A shape is entries x ways; `64xfa` is fully associative. `l2` and `policy` (which is for all of them, LRU) may be left
/// out.
public enum TLBSpecification {
  /// The keys.
  public static let keys = ["l1d", "l1i", "l2", "policy"]

  /// The configuration that a preset's name or a specification stands for, with pages of one size.
  public static func configuration(
    _ text: String, for size: PageSize
  ) throws(TLBConfigurationError) -> TLBConfiguration {
    if let preset = TLBPreset.named(text) { return try preset.configuration(for: size) }
    guard text.contains("=") else { throw .unknownPreset(text) }
    return try parse(text)
  }

  private static func parse(_ text: String) throws(TLBConfigurationError) -> TLBConfiguration {
    let values = try assignments(text)
    let policyName = values["policy"] ?? "lru"
    guard let policy = ReplacementPolicy(named: policyName) else { throw .unknownPolicy(policyName) }
    guard let data = values["l1d"] else { throw .missingKey("l1d") }
    guard let instruction = values["l1i"] else { throw .missingKey("l1i") }
    var second: TLBGeometry?
    if let value = values["l2"] { second = try geometry("l2", value, policy) }
    return TLBConfiguration(
      name: text, instruction: try geometry("l1i", instruction, policy), data: try geometry("l1d", data, policy),
      second: second)
  }

  private static func assignments(_ text: String) throws(TLBConfigurationError) -> [String: String] {
    var values: [String: String] = [:]
    for part in text.lowercased().split(separator: ",", omittingEmptySubsequences: false) {
      let sides = part.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
      guard sides.count == 2 else { throw .notAnAssignment(String(part)) }
      guard keys.contains(sides[0]) else { throw .unknownKey(sides[0]) }
      guard values.updateValue(sides[1], forKey: sides[0]) == nil else { throw .duplicateKey(sides[0]) }
    }
    return values
  }

  private static func geometry(
    _ key: String, _ value: String, _ policy: ReplacementPolicy
  ) throws(TLBConfigurationError) -> TLBGeometry {
    let sides = value.split(separator: "x", omittingEmptySubsequences: false).map(String.init)
    guard sides.count == 2, let entries = number(sides[0]), let ways = sides[1] == "fa" ? entries : number(sides[1])
    else { throw .notAShape(key: key, value: value) }
    guard entries > 0, ways > 0 else { throw .zero(key: key) }
    guard entries % ways == 0 else { throw .entriesNotMultipleOfWays(key: key, entries: entries, ways: ways) }
    let geometry = TLBGeometry(sets: entries / ways, ways: ways, policy: policy)
    if let reason = geometry.impossibility { throw .impossible(key: key, geometry, reason) }
    return geometry
  }

  /// Digits alone, of a number that no sum or product with it overflows.
  private static func number(_ text: String) -> Int? {
    guard !text.isEmpty, text.count <= 12, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return Int(text)
  }
}
