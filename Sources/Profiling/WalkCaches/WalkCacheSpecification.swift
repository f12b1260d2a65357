import MMUCore

/// Walk caches as a user writes them: `4,4,24`, `4,4,24,nested=16`, `24,tag=physical`, `none`.
///
/// The numbers are entries: of PML4, PDPT and page-directory entries tagged by virtual address; or with `tag=physical` one
/// number, of entries of all those levels. 0 leaves a cache out. `nested` is the nested TLB of two-dimensional walks, `lines` a
/// model of the data cache that holds tables, in lines of 64 bytes.
public enum WalkCacheSpecification {
  /// The keys.
  public static let keys = ["lines", "nested", "tag"]
  /// The values of `tag`.
  public static let tags = ["virtual", "physical"]
  /// The most entries of a cache.
  static let mostEntries = WalkCacheGeometry.maximumCapacity

  /// The sizes that a specification stands for.
  public static func geometry(_ text: String) throws(WalkCacheSpecificationError) -> WalkCacheGeometry {
    if text.lowercased() == "none" { return .none }
    var sizes: [Int] = []
    var values: [String: String] = [:]
    for part in text.lowercased().split(separator: ",", omittingEmptySubsequences: false) {
      let sides = part.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
      switch sides.count {
      case 1: sizes.append(try size(sides[0], of: "a walk cache"))
      case 2: try add(sides, to: &values)
      default: throw .notAnAssignment(String(part))
      }
    }
    return try geometry(sizes, values)
  }

  private static func add(_ sides: [String], to values: inout [String: String]) throws(WalkCacheSpecificationError) {
    guard keys.contains(sides[0]) else { throw .unknownKey(sides[0]) }
    guard values.updateValue(sides[1], forKey: sides[0]) == nil else { throw .duplicateKey(sides[0]) }
  }

  private static func geometry(
    _ sizes: [Int], _ values: [String: String]
  ) throws(WalkCacheSpecificationError) -> WalkCacheGeometry {
    let tag = values["tag"] ?? "virtual"
    guard tags.contains(tag) else { throw .unknownTag(tag) }
    guard sizes.count == (tag == "virtual" ? 3 : 1) else { throw .wrongCount(sizes.count, tag: tag) }
    var geometry =
      tag == "virtual"
      ? WalkCacheGeometry(pml4: sizes[0], pdpt: sizes[1], pde: sizes[2]) : WalkCacheGeometry(physical: sizes[0])
    if let text = values["nested"] { geometry.nested = try size(text, of: "nested") }
    if let text = values["lines"] { geometry.lines = try size(text, of: "lines") }
    return geometry
  }

  private static func size(_ text: String, of cache: String) throws(WalkCacheSpecificationError) -> Int {
    guard !text.isEmpty, text.count <= 12, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let size = Int(text)
    else { throw .notANumber(cache: cache, text) }
    guard size <= mostEntries else { throw .tooLarge(cache: cache, size) }
    return size
  }
}

extension WalkCacheGeometry {
  /// The caches as a user writes them.
  public var name: String {
    if self == .none { return "none" }
    let sizes = tag == .virtual ? "\(pml4),\(pdpt),\(pde)" : "\(physical),tag=physical"
    return sizes + (nested > 0 ? ",nested=\(nested)" : "") + (lines > 0 ? ",lines=\(lines)" : "")
  }
}
