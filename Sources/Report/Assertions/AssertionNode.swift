/// A part of an assertion that has a value.
indirect enum AssertionNode: Sendable {
  /// How two values are compared.
  enum Comparison: String, Sendable, CaseIterable {
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case equal = "=="
    case notEqual = "!="

    func holds(_ left: Double, _ right: Double) -> Bool {
      switch self {
      case .less: left < right
      case .lessOrEqual: left <= right
      case .greater: left > right
      case .greaterOrEqual: left >= right
      case .equal: left == right
      case .notEqual: left != right
      }
    }
  }

  /// How a value is computed from two.
  enum Arithmetic: String, Sendable, CaseIterable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"

    func result(_ left: Double, _ right: Double) -> Double {
      switch self {
      case .add: left + right
      case .subtract: left - right
      case .multiply: left * right
      case .divide: left / right
      }
    }
  }

  // Numbers.
  case number(Double, text: String)
  case metric(String)
  case negative(AssertionNode)
  case arithmetic(Arithmetic, AssertionNode, AssertionNode, text: String)
  // Truths.
  case comparison(Comparison, AssertionNode, AssertionNode)
  case and(AssertionNode, AssertionNode)
  case or(AssertionNode, AssertionNode)
  case not(AssertionNode, text: String)

  /// Whether it is true or false rather than a number.
  var isTruth: Bool {
    switch self {
    case .number, .metric, .negative, .arithmetic: false
    case .comparison, .and, .or, .not: true
    }
  }
}
