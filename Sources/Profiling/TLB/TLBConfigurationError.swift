import MMUCore
import Report

/// Why there is no ``TLBConfiguration`` for what the user asked for.
public enum TLBConfigurationError: Error, Equatable, Sendable {
  /// It is neither a preset's name nor a specification.
  case unknownPreset(String)
  /// The preset has no array for pages of this size.
  case noArray(preset: String, array: String, PageSize)
  /// A part of the specification is not `key=value`.
  case notAnAssignment(String)
  /// There is no such key.
  case unknownKey(String)
  /// A key appears twice.
  case duplicateKey(String)
  /// The first level of this key is missing.
  case missingKey(String)
  /// The value is not `entriesxways` or `entriesxfa`.
  case notAShape(key: String, value: String)
  /// There is no such replacement policy.
  case unknownPolicy(String)
  /// Entries or ways are zero.
  case zero(key: String)
  /// The ways do not divide the entries.
  case entriesNotMultipleOfWays(key: String, entries: Int, ways: Int)
  /// The numbers make no TLB, for the core's reason.
  case impossible(key: String, TLBGeometry, TLBGeometry.Impossibility)
}

extension TLBConfigurationError: CustomStringConvertible {
  /// One sentence: what is wrong, and what would be right.
  public var description: String {
    switch self {
    case .unknownPreset(let name):
      "there is no TLB preset '\(name)'"
        + Self.suggestion(for: name, among: TLBPreset.all.map(\.name), otherwise: "the presets are")
        + " (a geometry such as l1d=64x4,l1i=128x8,l2=1536x12 will do too)"
    case .noArray(let preset, let array, let size):
      "preset '\(preset)' has no \(array) for \(size.name) pages; choose another --page-size, or write a geometry "
        + "such as --tlb l1d=4x4,l1i=4x4"
    case .notAnAssignment(let part):
      "'\(part)' in --tlb is not key=value; write for example l1d=64x4,l1i=128x8,l2=1536x12,policy=lru"
    case .unknownKey(let key):
      "there is no key '\(key)' in a TLB specification"
        + Self.suggestion(for: key, among: TLBSpecification.keys, otherwise: "the keys are")
    case .duplicateKey(let key): "'\(key)' appears twice in --tlb; give it once"
    case .missingKey(let key):
      "--tlb gives no '\(key)'; add for example \(key)=64x4 (only l2 and policy may be left out)"
    case .notAShape(let key, let value):
      "'\(key)=\(value)' in --tlb is not entries x ways; write for example \(key)=64x4, or \(key)=64xfa for fully "
        + "associative"
    case .unknownPolicy(let name):
      "there is no replacement policy '\(name)'"
        + Self.suggestion(for: name, among: ReplacementPolicy.allNames, otherwise: "the policies are")
    case .zero(let key): "'\(key)' in --tlb has zero entries or ways; leave l2 out for a TLB of one level"
    case .entriesNotMultipleOfWays(let key, let entries, let ways):
      "'\(key)' in --tlb has \(entries) entries, which \(ways) ways do not divide; "
        + "take \(max(1, entries / ways) * ways) or \((max(1, entries / ways) + 1) * ways) entries"
    case .impossible(let key, let geometry, let reason): Self.explanation(key, geometry, reason)
    }
  }

  private static func suggestion(for name: String, among candidates: [String], otherwise list: String) -> String {
    if let nearest = NearestName.of(name, among: candidates) { return "; did you mean '\(nearest)'?" }
    return "; \(list) \(candidates.joined(separator: ", "))"
  }

  private static func explanation(
    _ key: String, _ geometry: TLBGeometry, _ reason: TLBGeometry.Impossibility
  ) -> String {
    let shape = "'\(key)' in --tlb"
    switch reason {
    case .setsNotAPowerOfTwo:
      return "\(shape) makes \(geometry.sets) sets, which is no power of two; change the entries or the ways"
    case .tooManyEntries:
      return "\(shape) makes \(geometry.capacity) entries; the most are \(TLBGeometry.maximumCapacity)"
    case .waysOutOfRange: return "\(shape) has \(geometry.ways) ways; the most are \(TLBGeometry.maximumWays)"
    case .waysUnfitForTree:
      return "\(shape) has \(geometry.ways) ways, and plru needs a power of two up to 32; choose another policy"
    case .waysUnfitForGroups:
      return "\(shape) has \(geometry.ways) ways, and plru-3x4 needs 12; choose another policy"
    case .waysUnfitForPermutations:
      return "\(shape) has \(geometry.ways) ways, and permutation vectors have at most "
        + "\(PermutationVectors.maximumWays); choose another policy"
    case .tooManyWiredWays:
      return "\(shape) has \(geometry.ways) ways, of which \(geometry.wiredWays) are wired; "
        + "leave at least one to refills"
    }
  }
}
