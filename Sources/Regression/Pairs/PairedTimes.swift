import Foundation

/// What the three processes of a pair say of one benchmark.
struct PairedTimes {
  /// Base's lowest CPU time, in nanoseconds.
  let base: Double
  /// Head's.
  let head: Double
  /// The logarithm of head over base.
  let change: Double
  /// The logarithm of the control over base.
  let controlChange: Double

  /// Times; `nil` if one is not there, or is no positive number.
  init?(_ name: String, in times: [Arm: [String: Double]]) {
    let found = [Arm.base, .head, .control].compactMap { times[$0]?[name] }
    guard found.count == 3, found.allSatisfy({ $0 > 0 && $0.isFinite }) else { return nil }
    base = found[0]
    head = found[1]
    change = log(head / base)
    controlChange = log(found[2] / base)
  }
}
