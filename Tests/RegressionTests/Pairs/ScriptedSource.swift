import Regression

/// Processes whose times a test writes down.
struct ScriptedSource: ProcessSource {
  /// The time of an arm's benchmark in a pair; `nil` for none.
  let time: (Arm, String, Int) -> Double?
  /// After how many processes the user interrupts; `nil` for never.
  var interruption: Int?
  /// What ran, in order.
  private(set) var runs: [(arm: Arm, names: [String])] = []

  init(interruption: Int? = nil, _ time: @escaping (Arm, String, Int) -> Double?) {
    self.time = time
    self.interruption = interruption
  }

  mutating func run(_ arm: Arm, _ names: [String]) throws -> [String: Double] {
    if runs.count == interruption { throw ProcessInterruption() }
    let pair = runs.count / Arm.allCases.count
    runs.append((arm, names))
    return Dictionary(uniqueKeysWithValues: names.compactMap { name in time(arm, name, pair).map { (name, $0) } })
  }

  /// Base at 100 ns, the others slower by a fraction that depends on the pair, everything jittering a little.
  static func shifted(
    head: @escaping (Int) -> Double = { _ in 0 }, control: @escaping (Int) -> Double = { _ in 0 },
    jitter: Double = 0.001
  ) -> ScriptedSource {
    ScriptedSource { arm, _, pair in
      let noise = jitter * (pair % 2 == 0 ? 1 : -1) * (1 + Double(pair % 5) / 10)
      switch arm {
      case .base: return 100
      case .head: return 100 * (1 + head(pair) + noise)
      case .control: return 100 * (1 + control(pair) - noise)
      }
    }
  }
}
