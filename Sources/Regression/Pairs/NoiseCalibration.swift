import Foundation

/// Measures by how much the same code differs from itself.
public struct NoiseCalibration {
  private let pairs: Int
  private let window: Int

  /// A calibration.
  ///
  /// - Parameters:
  ///   - pairs: how many pairs to run.
  ///   - window: how many pairs the gate's medians have.
  public init(pairs: Int, window: Int) {
    self.pairs = pairs
    self.window = window
  }

  /// Runs pairs of the same code on all arms.
  ///
  /// - Parameter onPair: is called after each pair with how many have run.
  /// - Returns: a floor for each benchmark that had a time in every process.
  /// - Throws: what the source throws.
  public func run(
    _ names: [String], on source: inout some ProcessSource, date: String, onPair: (Int) -> Void = { _ in }
  ) throws -> [NoiseFloor] {
    var series = [PairSeries](repeating: PairSeries(), count: names.count)
    for number in 0..<pairs {
      var times: [Arm: [String: Double]] = [:]
      for arm in Arm.order(ofPair: number) { times[arm] = try source.run(arm, names) }
      for index in names.indices {
        if let pair = PairedTimes(names[index], in: times) { series[index].append(pair) }
      }
      onPair(number + 1)
    }
    return zip(names, series).compactMap { name, series in
      guard series.pairs.count == pairs, let floor = NoiseFloor.floor(logRatios(series), window: window) else {
        return nil
      }
      return NoiseFloor(benchmark: name, floor: floor, pairs: pairs, date: date)
    }
  }

  /// The ratios of every arm to every other.
  private func logRatios(_ series: PairSeries) -> [Double] {
    series.pairs.flatMap { [$0.change, $0.controlChange, $0.change - $0.controlChange] }
  }
}
