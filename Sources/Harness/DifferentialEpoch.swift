import Workload

/// One stretch of a differential run: it starts afresh from a seed of its own, so that a disagreement replays quickly.
protocol DifferentialEpoch {
  /// What it has compared so far.
  var report: DifferentialReport { get }

  /// Sets everything up from a seed.
  init(seed: UInt64)

  /// Compares until so many accesses are done, or until the first disagreement.
  mutating func run(accesses: Int)
}

extension DifferentialEpoch {
  /// Runs epochs until so many accesses are compared, or until the first disagreement.
  ///
  /// - Parameter prepare: changes an epoch before it runs.
  static func run(
    _ subject: DifferentialSubject, seed: UInt64, accesses: Int, epochLength: Int,
    progress: (Int) -> Void, prepare: (inout Self) -> Void
  ) -> DifferentialReport {
    var report = DifferentialReport(subject: subject, seed: seed)
    var seeds = SplitMix64(seed: seed)
    while report.accesses < accesses && report.disagreement == nil {
      var epoch = Self(seed: seeds.next())
      prepare(&epoch)
      epoch.run(accesses: min(epochLength, accesses - report.accesses))
      report.add(epoch.report)
      progress(report.accesses)
    }
    return report
  }
}
