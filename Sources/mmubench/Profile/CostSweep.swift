import Foundation
import Profiling
import Report
import Workload

/// A range of a constant of a model of costs, as in `exit-cost=500..10000`.
struct CostSweep {
  let constant: CostConstant
  let range: ClosedRange<Double>

  private static let advice = "write for example --sweep exit-cost=500..10000"

  init(_ text: String) throws {
    let sides = text.split(separator: "=", maxSplits: 1).map(String.init)
    guard sides.count == 2 else {
      throw CommandFailure(.usage, "'\(text)' in --sweep is not constant=low..high; \(Self.advice)")
    }
    guard let constant = CostConstant(rawValue: sides[0]) else {
      throw ProfileTechniqueOptions.unknown("constant of costs", sides[0], among: CostConstant.allCases.map(\.rawValue))
    }
    let ends = sides[1].components(separatedBy: "..").map { Quantity.parse($0, unit: 1000) }
    guard ends.count == 2, let low = ends[0], let high = ends[1], low < high else {
      throw CommandFailure(.usage, "'\(sides[1])' in --sweep is no range of cycles; \(Self.advice)")
    }
    self.constant = constant
    range = Double(low)...Double(high)
  }

  /// Eleven values over the range, and every crossover in it.
  func values(_ comparison: TechniqueComparison) -> [Double] {
    let even = (0...10).map { range.lowerBound + (range.upperBound - range.lowerBound) * Double($0) / 10 }
    let crossovers = comparison.crossovers(by: constant).map(\.value).filter(range.contains)
    return Set(even + crossovers).sorted()
  }
}
