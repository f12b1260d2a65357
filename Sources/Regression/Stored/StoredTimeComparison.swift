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
  /// - Parameter margin: the smallest change that matters, as a fraction.
  public static func findings(base: MeasuredRun, head: MeasuredRun, margin: Double) -> [Finding] {
    let doubt = doubt(base.facts.host, head.facts.host)
    return BenchmarkMatching(base: base, head: head).pairs.compactMap { pair in
      guard let head = pair.head, head.threads == pair.base.threads, pair.base.failure == nil, head.failure == nil
      else { return nil }
      return StoredTimes(base: pair.base, head: head)?.finding(margin: margin, doubt: doubt)
    }
  }

  /// Why the two sides' machines may not be the same; `nil` if they are.
  private static func doubt(_ base: HostFingerprint?, _ head: HostFingerprint?) -> String? {
    guard let base, let head else { return "the files do not say on which machine they were made" }
    return base == head ? nil : "the files were made on two machines, \(base.hostName) and \(head.hostName)"
  }
}
