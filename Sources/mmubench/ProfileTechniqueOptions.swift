import ArgumentParser
import MMUCore
import Profiling
import Report

/// The options that say how the machine that a profile runs on is virtualized.
struct ProfileTechniqueOptions: ParsableArguments {
  @Option(help: "native, or shadow: count the exits of a guest under shadow paging as well.")
  var technique = "native"

  @Option(help: "shadow: write-protect, unsync, snapshot or vtlb. (default: unsync)")
  var policy: String?

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

  /// What was chosen; `nil` is native.
  func chosen() throws -> Shadowing? {
    try Self.chosen(technique, policy: policy, prefetch: prefetch)
  }

  /// The guest of a technique; `nil` is native.
  static func chosen(_ technique: String, policy: String?, prefetch: Int?) throws -> Shadowing? {
    let techniques = ["native", "shadow"]
    guard techniques.contains(technique) else { throw unknown("technique", technique, among: techniques) }
    if technique == "native" {
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

  private static func unknown(_ what: String, _ name: String, among names: [String]) -> CommandFailure {
    let hint =
      NearestName.of(name, among: names).map { "did you mean '\($0)'?" } ?? "there are \(names.joined(separator: ", "))"
    return CommandFailure(.usage, "there is no \(what) '\(name)'; \(hint)")
  }
}
