import Workload

/// A value of a constant at which the cheapest technique changes.
public struct TechniqueCrossover: Equatable, Sendable {
  /// The value, in cycles.
  public let value: Double
  /// The cheapest below it.
  public let below: MachineTechnique
  /// The cheapest above it.
  public let above: MachineTechnique
}

extension TechniqueComparison {
  /// The cheapest technique that virtualizes if a constant were of another value.
  public func cheapest(with constant: CostConstant, at value: Double) -> TechniqueRow? {
    ranking.min { $0.modelled.total(with: constant, at: value) < $1.modelled.total(with: constant, at: value) }
  }

  /// Every value at which the cheapest changes, in order: the model is linear, so that these are where lines cross, exactly.
  public func crossovers(by constant: CostConstant) -> [TechniqueCrossover] {
    let values = crossings(by: constant)
    var found: [TechniqueCrossover] = []
    for (index, value) in values.enumerated() {
      let before = index == 0 ? 0 : values[index - 1]
      let after = index + 1 < values.count ? values[index + 1] : 2 * value
      guard let below = cheapest(with: constant, at: (before + value) / 2),
        let above = cheapest(with: constant, at: (value + after) / 2), below.technique != above.technique
      else { continue }
      found.append(TechniqueCrossover(value: value, below: below.technique, above: above.technique))
    }
    return found
  }

  /// The values nearest to the model's at which the order changes, below and above it.
  public func nearestOrderChanges(by constant: CostConstant) -> (below: Double?, above: Double?) {
    let values = crossings(by: constant)
    let present = model[constant]
    return (values.last { $0 < present }, values.first { $0 > present })
  }

  /// Where any two lines cross, in order.
  private func crossings(by constant: CostConstant) -> [Double] {
    let rows = ranking
    var values: Set<Double> = []
    for (index, row) in rows.enumerated() {
      for other in rows[(index + 1)...] {
        if let value = row.modelled.crossing(other.modelled, by: constant) { values.insert(value) }
      }
    }
    return values.sorted()
  }
}
