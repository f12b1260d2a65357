import Foundation

/// The times of stored files, which say less than pairs of processes that ran beside each other: the machine may have been
/// another one, or in another mood.
///
/// They decide only if both sides name the same machine, each has at least six processes, and the code is not the same by its
/// count of instructions.
public enum StoredTimeComparison {
  /// The processes that each side needs.
  public static let leastProcessCount = 6
  /// The confidence of the intervals. Nothing confirms a stored time, and a file has hundreds.
  static let confidence = 0.99

  /// A finding for each benchmark that has times on both sides, in base's order.
  ///
  /// Where it must be told whether times changed, what cannot be told is inconclusive instead of advisory.
  public static func findings(base: MeasuredRun, head: MeasuredRun, rules: Comparison.Rules) -> [Finding] {
    let isOtherMachine = doubt(base.facts.host, head.facts.host) != nil
    return times(base, head).map { $0.finding(rules, isOtherMachine: isOtherMachine) }
  }

  /// Why times are advisory or not compared, for the comparison as a whole.
  public static func remarks(base: MeasuredRun, head: MeasuredRun) -> [String] {
    lost(base, head) + doubts(base, head)
  }

  /// What has times on base only. A baseline of counters has none, so that head's alone are no loss.
  private static func lost(_ base: MeasuredRun, _ head: MeasuredRun) -> [String] {
    let count = BenchmarkMatching(base: base, head: head).pairs.count { pair in
      guard let head = pair.head else { return false }
      return !pair.base.processes.isEmpty && head.processes.isEmpty && head.failure == nil && head.skipReason == nil
    }
    return count == 0 ? [] : ["times are not compared: head has none of \(count) benchmarks that base timed"]
  }

  private static func doubts(_ base: MeasuredRun, _ head: MeasuredRun) -> [String] {
    let times = times(base, head)
    guard !times.isEmpty else { return [] }
    let few = times.filter(\.hasFewProcesses).count
    let processes =
      few == 0
      ? nil : "\(few) of \(times.count) benchmarks have fewer than \(leastProcessCount) processes on a side"
    return [doubt(base.facts.host, head.facts.host), processes].compactMap(\.self).map { "times are advisory: \($0)" }
  }

  private static func times(_ base: MeasuredRun, _ head: MeasuredRun) -> [StoredTimes] {
    BenchmarkMatching(base: base, head: head).pairs.compactMap { pair in
      guard let head = pair.head, head.threads == pair.base.threads, pair.base.failure == nil, head.failure == nil
      else { return nil }
      return StoredTimes(base: pair.base, head: head)
    }
  }

  /// Why the two sides' machines may not be the same; `nil` if they are.
  private static func doubt(_ base: HostFingerprint?, _ head: HostFingerprint?) -> String? {
    guard let base, let head else { return "the files do not say on which machine they were made" }
    guard base != head else { return nil }
    let names =
      base.hostName == head.hostName ? "of one name, \(base.hostName)" : "\(base.hostName) and \(head.hostName)"
    return "the files were made on two machines, \(names)"
  }
}
