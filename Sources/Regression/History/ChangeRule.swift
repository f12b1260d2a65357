import Foundation

/// Where a history is marked.
///
/// Counters are exact: every other value is a change. Times are not. One is marked where it differs from the median of all
/// since the last mark by more than the margin, by more than the noise within the entries, and by more than twice what any of
/// those differed, and the next entry differs likewise; what only the last entry shows is marked as seen once. A time that
/// the next entry takes back is no change, but shows how noisy they are. The rule sees steps and no slow drift; stored times
/// stay advisory in any case.
public enum ChangeRule {
  /// The smallest change of time that is marked unless another one is asked for, as a fraction.
  public static let margin = 0.03

  /// The changes of a counter; entries without it, or that count it otherwise, are passed over.
  public static func changes(of values: [ExactCounter?]) -> [HistoryChange] {
    var last: ExactCounter?
    var changes: [HistoryChange] = []
    for (index, value) in values.enumerated() {
      guard let value else { continue }
      defer { last = value }
      guard let last, last.validFor == value.validFor else { continue }
      let verdict = value.verdict(against: last)
      guard verdict != .unchanged else { continue }
      changes.append(
        HistoryChange(
          index: index, before: last.perOperation, after: value.perOperation, isWorse: verdict == .regressed,
          isConfirmed: true))
    }
    return changes
  }

  /// The changes of a time.
  public static func changes(of times: [Double?], noise: [Double?], margin: Double) -> [HistoryChange] {
    let known = times.indices.filter { (times[$0] ?? 0) > 0 }
    var changes: [HistoryChange] = []
    var level: [Double] = []
    var quiet: [Double] = []
    for (place, index) in known.enumerated() {
      guard let time = times[index] else { continue }
      let threshold = max(margin, median(quiet + [noise[index] ?? 0]), 2 * scatter(level))
      let next = place + 1 < known.count ? times[known[place + 1]] : nil
      let step = step(from: level, to: time, beyond: threshold)
      let isChange = step != 0 && next.map { self.step(from: level, to: $0, beyond: threshold) == step } ?? true
      if isChange {
        changes.append(
          HistoryChange(
            index: index, before: median(level), after: time, isWorse: step > 0, isConfirmed: next != nil))
        (level, quiet) = ([], [])
      }
      level.append(time)
      quiet.append(noise[index] ?? 0)
    }
    return changes
  }

  /// The largest distance of any value from their median, as a fraction of it.
  private static func scatter(_ values: [Double]) -> Double {
    guard values.count > 1 else { return 0 }
    let middle = median(values)
    return values.map { abs($0 - middle) / middle }.max() ?? 0
  }

  /// 1 where a time is above what was, -1 where it is below, 0 where it is within the threshold or nothing was.
  private static func step(from level: [Double], to time: Double, beyond threshold: Double) -> Int {
    guard !level.isEmpty else { return 0 }
    let ratio = log(time / median(level))
    return abs(ratio) <= log(1 + threshold) ? 0 : ratio > 0 ? 1 : -1
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }
}
