import ArgumentParser
import MMUCore
import Profiling
import Report

/// The options that say how the machine that a profile runs on is virtualized.
struct ProfileTechniqueOptions: ParsableArguments {
  @Option(
    help:
      """
      native; nested: a guest whose walks are two-dimensional; or shadow: count the exits of a guest under shadow paging. For \
      workloads on a guest's kernel all, or several of those that 'mmubench list techniques' names, with commas. \
      (default: native; all for such workloads)
      """)
  var technique: String?

  @Option(help: "shadow: write-protect, unsync, snapshot or vtlb. (default: unsync)")
  var policy: String?

  @Option(help: "nested: the size of the second stage's pages, 4K, 2M or 1G. (default: 4K)")
  var hostPageSize: PageSize?

  @Option(help: "shadow: how many entries a page fault maps, 0, 8 or 32. (default: 0)")
  var prefetch: Int?

  /// A guest under shadow paging.
  struct Shadowing {
    var policy = ShadowPolicyName.unsync
    var prefetchCount = 0

    func profiler(_ pageSize: PageSize) throws(ShadowProfilerError) -> ShadowProfiler {
      try ShadowProfiler(policy, prefetchCount: prefetchCount, pageSize: pageSize)
    }
  }

  /// The guest under shadow paging; `nil` without one.
  func chosen() throws -> Shadowing? {
    try Self.chosen(technique == "nested" ? "native" : technique ?? "native", policy: policy, prefetch: prefetch)
  }

  /// How pages are walked to, with the walk caches that a text stands for.
  func walks(_ walkCache: String?) throws -> WalkModel {
    guard technique == "nested" || hostPageSize == nil else {
      throw CommandFailure(.usage, "--host-page-size means nothing without --technique nested")
    }
    return WalkModel(
      caches: try walkCache.map { try WalkCacheSpecification.geometry($0) },
      hostPageSize: technique == "nested" ? hostPageSize ?? .kib4 : nil)
  }

  /// The guest of a technique; `nil` is native.
  static func chosen(_ technique: String, policy: String?, prefetch: Int?) throws -> Shadowing? {
    let techniques = ["native", "nested", "shadow"]
    guard techniques.contains(technique) else { throw unknown("technique", technique, among: techniques) }
    if technique != "shadow" {
      guard policy == nil && prefetch == nil else {
        throw CommandFailure(.usage, "--policy and --prefetch mean nothing without --technique shadow")
      }
      return nil
    }
    var shadowing = Shadowing()
    if let policy {
      let names = ShadowPolicyName.allCases.map(\.rawValue)
      guard let name = ShadowPolicyName(rawValue: policy) else { throw unknown("policy", policy, among: names) }
      shadowing.policy = name
    }
    if let prefetch {
      guard [0, 8, 32].contains(prefetch) else { throw CommandFailure(.usage, "--prefetch must be 0, 8 or 32") }
      shadowing.prefetchCount = prefetch
    }
    return shadowing
  }

  /// What to say to a name that there is not.
  static func unknown(_ what: String, _ name: String, among names: [String]) -> CommandFailure {
    let hint =
      NearestName.of(name, among: names).map { "did you mean '\($0)'?" } ?? "there are \(names.joined(separator: ", "))"
    return CommandFailure(.usage, "there is no \(what) '\(name)'; \(hint)")
  }
}
