import MMUCore
import Report
import Workload

/// Why a technique wins, in sentences, and where it would not.
public struct TechniqueExplanation {
  private let comparison: TechniqueComparison

  /// The explanation of a comparison.
  public init(_ comparison: TechniqueComparison) { self.comparison = comparison }

  /// Sentences, a paragraph each, every one with a newline at its end.
  public var text: String {
    guard let winner = comparison.winner else { return "There are not two techniques to compare.\n" }
    let lines = [verdict(winner)] + comparison.ranking.dropFirst().map { difference($0, winner) } + [native, change]
    return lines.compactMap(\.self).map { $0 + "\n" }.joined()
  }

  private func verdict(_ winner: TechniqueRow) -> String {
    "\(winner.technique.rawValue) costs least by the model '\(comparison.model.name)': "
      + "\(Self.cycles(winner.modelled.total)) modelled cycles, \(parts(winner)).\(mainCause(winner))"
  }

  private func parts(_ row: TechniqueRow) -> String {
    let total = row.modelled.total
    guard total > 0 else { return "none of them for anything" }
    func share(_ part: CostConstant.Part) -> String {
      NumberText.fixed(100 * row.modelled.cycles(part) / total, decimals: 0) + " %"
    }
    let shares = "\(share(.walking)) walking, \(share(.exiting)) exiting and \(share(.work)) the monitor's work"
    return row.modelled.cycles(.guest) == 0 ? shares : shares + ", the rest the guest's zeroing and spinning"
  }

  private func mainCause(_ row: TechniqueRow) -> String {
    let causes = TechniqueRow.causes.map { ($0, row.cycles(of: $0, comparison.model)) }
    guard let (cause, cycles) = causes.max(by: { $0.1 < $1.1 }), cycles > 0 else { return " It never exits." }
    return " What it leaves the guest for is mostly \(cause.name): "
      + "\(NumberText.fixed(row.perThousand(row.counters.exits[cause]), decimals: 2)) in 1000 accesses, "
      + "\(Self.cycles(cycles)) cycles."
  }

  /// Where another's cycles are more than the winner's.
  private func difference(_ row: TechniqueRow, _ winner: TechniqueRow) -> String {
    let more = row.modelled.total - winner.modelled.total
    let ratio = winner.modelled.total > 0 ? row.modelled.total / winner.modelled.total : .infinity
    let parts: [(String, CostConstant.Part)] = [
      ("walking", .walking), ("exiting", .exiting), ("the monitor's work", .work),
      ("the guest's zeroing and spinning", .guest),
    ]
    let grown = parts.map { name, part in (name, row.modelled.cycles(part) - winner.modelled.cycles(part)) }
    let main = grown.max { $0.1 < $1.1 } ?? ("walking", 0)
    let times = ratio.isFinite ? "\(NumberText.fixed(ratio, decimals: 2)) times as much" : "more"
    return "\(row.technique.rawValue) costs \(times), \(Self.cycles(more)) cycles more, of which \(main.0) makes "
      + "\(Self.cycles(main.1))\(main.0 == "walking" ? walks(row) : mainExits(row))."
  }

  private func walks(_ row: TechniqueRow) -> String {
    row.referencesPerWalk.map { " (\(NumberText.fixed($0, decimals: 2)) references a walk)" } ?? ""
  }

  private func mainExits(_ row: TechniqueRow) -> String {
    let causes = TechniqueRow.causes.map { ($0, row.counters.exits[$0]) }.filter { $0.1 > 0 }.sorted { $0.1 > $1.1 }
    let words = causes.prefix(2).map {
      "\(NumberText.fixed(row.perThousand($0.1), decimals: 2)) \($0.0.name)"
    }
    return words.isEmpty ? "" : " (in 1000 accesses \(words.joined(separator: " and ")))"
  }

  private var native: String? {
    guard let row = comparison.rows.first(where: { $0.technique == .native }), let winner = comparison.winner else {
      return nil
    }
    return "Without virtualization the same accesses take \(Self.cycles(row.modelled.total)) modelled cycles; "
      + "\(Self.cycles(winner.modelled.total - row.modelled.total)) are the price of the cheapest monitor."
  }

  /// The closed form of the crossovers.
  private var change: String {
    let present = NumberText.fixed(comparison.model[.exit], decimals: 0)
    let crossovers = comparison.crossovers(by: .exit)
    let (below, above) = comparison.nearestOrderChanges(by: .exit)
    let bounds =
      switch (below, above) {
      case (nil, nil): "The order is the same whatever an exit costs."
      case (let below?, nil): "The order stays while an exit costs more than \(Self.cycles(below)) cycles."
      case (nil, let above?): "The order stays while an exit costs less than \(Self.cycles(above)) cycles."
      case (let below?, let above?):
        "The order stays while an exit costs between \(Self.cycles(below)) and \(Self.cycles(above)) cycles."
      }
    let winners = crossovers.map {
      " Below \(Self.cycles($0.value)) cycles an exit \($0.below.rawValue) is cheapest, above \($0.above.rawValue)."
    }
    let constant = winners.isEmpty ? " The cheapest is the same whatever an exit costs." : winners.joined()
    return bounds + constant + " (The model says \(present); it is linear in it, so that these are exact.)"
  }

  static func cycles(_ value: Double) -> String {
    let magnitude = value.magnitude
    if magnitude >= 1e6 { return NumberText.fixed(value / 1e6, decimals: 2) + " million" }
    return NumberText.grouped(UInt64(magnitude.rounded())).withSign(value < 0)
  }
}

extension String {
  fileprivate func withSign(_ isNegative: Bool) -> String { isNegative && self != "0" ? "−" + self : self }
}
