/// Works out whether an assertion holds, and if not, why.
struct AssertionEvaluation {
  let metrics: [String: AssertionMetric]

  /// Why a number has no value.
  struct Undecidable: Error {
    let reason: String
  }

  /// The reasons why something is not true; none if it is. What is decided by its left side is not asked further.
  func reasonsAgainst(_ node: AssertionNode) throws(Undecidable) -> [String] {
    switch node {
    case .comparison(let comparison, let left, let right):
      let (leftValue, rightValue) = (try value(left), try value(right))
      return comparison.holds(leftValue, rightValue) ? [] : [try words(comparison, left, right)]
    case .and(let left, let right):
      // Both sides' reasons, so that one run says all; but the right one may have no value where the left fails.
      let reasons = try reasonsAgainst(left)
      guard !reasons.isEmpty else { return try reasonsAgainst(right) }
      return reasons + ((try? reasonsAgainst(right)) ?? [])
    case .or(let left, let right):
      let reasons = try reasonsAgainst(left)
      if reasons.isEmpty { return [] }
      let others = try reasonsAgainst(right)
      return others.isEmpty ? [] : reasons + others
    case .not(let inner, let text):
      guard try reasonsAgainst(inner).isEmpty else { return [] }
      return ["'\(text)' is true, asked for the contrary" + Self.inBrackets((try? values(inner)) ?? [])]
    case .number, .metric, .negative, .arithmetic:
      preconditionFailure("the parser lets no number stand for a truth")
    }
  }

  /// A number's value.
  func value(_ node: AssertionNode) throws(Undecidable) -> Double {
    switch node {
    case .number(let value, _): return value
    case .negative(let inner): return -(try value(inner))
    case .metric(let name):
      guard let metric = metrics[name] else { throw Undecidable(reason: "this profile has no \(name)") }
      guard metric.value.isFinite else { throw Undecidable(reason: "\(name) has no value here") }
      return metric.value
    case .arithmetic(let arithmetic, let left, let right, let text):
      let result = arithmetic.result(try value(left), try value(right))
      guard result.isFinite else {
        throw Undecidable(reason: "'\(text)' has no value" + Self.inBrackets(try values(node)))
      }
      return result
    case .comparison, .and, .or, .not:
      preconditionFailure("the parser lets no truth stand for a number")
    }
  }

  // MARK: Words

  /// "walks_per_1000 is 0.91, asked for < 0.5".
  private func words(
    _ comparison: AssertionNode.Comparison, _ left: AssertionNode, _ right: AssertionNode
  ) throws(Undecidable) -> String {
    let unit = unit(left) ?? unit(right) ?? .number
    let (leftText, rightText) = try texts(left, right, unit)
    // A number on the left reads better the other way round.
    if case .number = left, !isNumber(right) {
      return "\(written(right)) is \(rightText)\(try parts(right)), asked for \(mirrored(comparison)) \(written(left))"
    }
    let demand = isNumber(right) ? written(right) : "\(written(right)), which is \(rightText)\(try parts(right))"
    return "\(written(left)) is \(leftText)\(try parts(left)), asked for \(comparison.rawValue) \(demand)"
  }

  /// Both values, with as many digits as it takes to tell them apart.
  private func texts(
    _ left: AssertionNode, _ right: AssertionNode, _ unit: AssertionMetric.Unit
  ) throws(Undecidable) -> (String, String) {
    let (leftValue, rightValue) = (try value(left), try value(right))
    for digits in 4..<17 {
      let texts = (Self.text(leftValue, unit, digits), Self.text(rightValue, unit, digits))
      if leftValue == rightValue || texts.0 != texts.1 { return texts }
    }
    return (Self.text(leftValue, unit, 17), Self.text(rightValue, unit, 17))
  }

  /// The metrics that an expression of several is made of.
  private func parts(_ node: AssertionNode) throws(Undecidable) -> String {
    if case .metric = node { return "" }
    return Self.inBrackets(try values(node))
  }

  /// "a is 3" for every metric in a part, each once.
  private func values(_ node: AssertionNode) throws(Undecidable) -> [String] {
    switch node {
    case .number: return []
    case .metric(let name):
      return ["\(name) is \(Self.text(try value(node), metrics[name]?.unit ?? .number, 4))"]
    case .negative(let inner), .not(let inner, _): return try values(inner)
    case .arithmetic(_, let left, let right, _), .comparison(_, let left, let right), .and(let left, let right),
      .or(let left, let right):
      let known = try values(left)
      return known + (try values(right)).filter { !known.contains($0) }
    }
  }

  private func written(_ node: AssertionNode) -> String {
    switch node {
    case .number(_, let text): text
    case .metric(let name): name
    case .negative(let inner): "-" + written(inner)
    case .arithmetic(_, _, _, let text), .not(_, let text): text
    case .comparison, .and, .or: ""
    }
  }

  private func isNumber(_ node: AssertionNode) -> Bool {
    switch node {
    case .number: true
    case .negative(let inner): isNumber(inner)
    default: false
    }
  }

  /// A ratio's unit is that of a metric alone; what is computed from several is a number.
  private func unit(_ node: AssertionNode) -> AssertionMetric.Unit? {
    if case .metric(let name) = node { return metrics[name]?.unit }
    return nil
  }

  private func mirrored(_ comparison: AssertionNode.Comparison) -> String {
    switch comparison {
    case .less: ">"
    case .lessOrEqual: ">="
    case .greater: "<"
    case .greaterOrEqual: "<="
    case .equal, .notEqual: comparison.rawValue
    }
  }

  private static func inBrackets(_ texts: [String]) -> String {
    texts.isEmpty ? "" : " (\(texts.joined(separator: ", ")))"
  }

  private static func text(_ value: Double, _ unit: AssertionMetric.Unit, _ digits: Int) -> String {
    if unit == .ratio { return NumberText.significant(100 * value, digits: digits) + " %" }
    if let integer = Int64(exactly: value), integer.magnitude < 1 << 53 { return "\(integer)" }
    return NumberText.significant(value, digits: digits)
  }
}
