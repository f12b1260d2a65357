/// How the machine that a cell of a sweep runs on is virtualized.
public struct SweepTechnique: Hashable, Sendable, Codable {
  /// `native` or `shadow`.
  public var name: String
  /// shadow: how the tables are kept in step.
  public var policy: String?
  /// shadow: how many entries a page fault maps along.
  public var prefetch: Int?

  /// The techniques that there are.
  public static let names = ["native", "shadow"]

  /// No virtualization.
  public static let native = SweepTechnique(name: "native")

  /// A guest under shadow paging.
  public static func shadow(policy: String, prefetch: Int) -> SweepTechnique {
    SweepTechnique(name: "shadow", policy: policy, prefetch: prefetch)
  }

  /// The technique in a table's cell: `native`, `shadow unsync`, `shadow unsync 8`.
  public var label: String {
    let prefetched = prefetch.map { $0 == 0 ? "" : " \($0)" } ?? ""
    return policy.map { "\(name) \($0)\(prefetched)" } ?? name
  }

  /// About how much longer an access takes than a native one: 9 to 15 times in 10 million accesses to 1 GiB, most of it
  /// for the first touch of pages.
  var weight: UInt64 { self == .native ? 1 : 10 }
}
