import Foundation
import Report

/// Why there are no TLBs for what the user asked for.
public enum TLBConfigurationError: Error, Equatable, Sendable {
  /// It is neither a preset's name nor a specification nor a file.
  case unknownPreset(String)
  /// There is no array of a first level for pages of this size.
  case noArray(name: String, side: TLBSideName, size: String)
  /// A part of the specification is not `key=value`.
  case notAnAssignment(String)
  /// There is no such key.
  case unknownKey(String)
  /// A key appears twice.
  case duplicateKey(String)
  /// The value is not `entriesxways` or `entriesxfa`.
  case notAShape(key: String, value: String)
  /// An array has no such option.
  case notAnOption(key: String, option: String)
  /// The value of a setting is none of its choices.
  case unknownChoice(key: String, value: String, choices: [String])
  /// There is no such size of page.
  case unknownPageSize(key: String, size: String)
  /// There is no such replacement policy.
  case unknownPolicy(array: String, policy: String)
  /// The description as a whole is wrong, in words.
  case impossible(String)
  /// A file cannot be opened or read.
  case cannotReadFile(path: String, errorNumber: Int32)
  /// A file is not what it should be, somewhere in it.
  case malformedFile(path: String, place: String, reason: String)
}

extension TLBConfigurationError: CustomStringConvertible {
  /// One sentence: what is wrong, and what would be right.
  public var description: String {
    switch self {
    case .unknownPreset(let name):
      "there is no TLB preset '\(name)'"
        + Self.suggestion(for: name, among: TLBPreset.all.map(\.name), otherwise: "the presets are")
        + " (a geometry such as l1d=64x4,l1i=128x8,l2=1536x12, or a file that ends in .json, will do too)"
    case .noArray(let name, let side, let size):
      "'\(name)' has no first level that takes \(side == .fetch ? "fetches" : "loads and stores") on \(size) pages; "
        + "choose another --page-size, or write a geometry such as --tlb l1d=4x4,l1i=4x4"
    case .notAnAssignment(let part):
      "'\(part)' in --tlb is not key=value; write for example l1d=64x4,l1i=128x8,l2=1536x12,policy=lru"
    case .unknownKey(let key):
      "there is no key '\(key)' in a TLB specification"
        + Self.suggestion(for: key, among: TLBSpecification.keys, otherwise: "the keys are")
    case .duplicateKey(let key): "'\(key)' appears twice in --tlb; give it once"
    case .notAShape(let key, let value):
      "'\(key)=\(value)' in --tlb is not entries x ways; write for example \(key)=64x4, or \(key)=64xfa for fully "
        + "associative"
    case .notAnOption(let key, let option):
      "'\(option)' is no option of '\(key)' in --tlb; the options are xor, pairs, wired=N, permutation=FILE and "
        + "a policy: \(ReplacementPolicyName.all.joined(separator: ", "))"
    case .unknownChoice(let key, let value, let choices):
      "'\(key)=\(value)' in --tlb is none of \(choices.joined(separator: ", "))"
    case .unknownPageSize(let key, let size):
      "'\(size)' in '\(key)' of --tlb is no page size; the sizes are "
        + TLBArrayDescription.allPages.joined(separator: ", ")
    case .unknownPolicy(let array, let policy):
      "there is no replacement policy '\(policy)' for \(array)"
        + Self.suggestion(for: policy, among: ReplacementPolicyName.all, otherwise: "the policies are")
    case .impossible(let reason): reason
    case .cannotReadFile(let path, let errorNumber):
      "cannot read '\(path)': \(String(cString: strerror(errorNumber)))"
    case .malformedFile(let path, let place, let reason):
      "'\(path)' describes no TLBs: \(place.isEmpty ? "" : "\(place): ")\(reason)"
    }
  }

  private static func suggestion(for name: String, among candidates: [String], otherwise list: String) -> String {
    if let nearest = NearestName.of(name, among: candidates) { return "; did you mean '\(nearest)'?" }
    return "; \(list) \(candidates.joined(separator: ", "))"
  }
}
