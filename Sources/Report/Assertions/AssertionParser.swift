/// Reads an assertion: `or` binds least, then `and`, `not`, comparisons, sums, products, signs.
struct AssertionParser {
  private let text: [Character]
  private let tokens: [AssertionToken]
  private let names: [String]
  private var index = 0
  private var depth = 0

  /// How deep parentheses and signs may nest; a person writes three.
  private static let depthLimit = 64

  init(_ text: [Character], names: [String]) throws(AssertionError) {
    self.text = text
    self.names = names
    var lexer = AssertionLexer(text)
    tokens = try lexer.tokens()
  }

  /// The whole text as something that is true or false.
  mutating func parse() throws(AssertionError) -> AssertionNode {
    if tokens.count == 1 { throw AssertionError("the assertion is empty", text, at: 0) }
    let node = try disjunction()
    guard current.kind == .end else { throw failure("expected an operator or the end") }
    guard node.isTruth else {
      throw AssertionError("this is a number; compare it with something, as in 'walks_per_1000 < 0.5'", text, at: 0)
    }
    return node
  }

  // MARK: True or false

  private mutating func disjunction() throws(AssertionError) -> AssertionNode {
    let start = current.range.lowerBound
    var left = try conjunction()
    while take("||", "or") {
      left = try truth(left, from: start)
      let rightStart = current.range.lowerBound
      left = .or(left, try truth(try conjunction(), from: rightStart))
    }
    return left
  }

  private mutating func conjunction() throws(AssertionError) -> AssertionNode {
    let start = current.range.lowerBound
    var left = try negation()
    while take("&&", "and") {
      left = try truth(left, from: start)
      let rightStart = current.range.lowerBound
      left = .and(left, try truth(try negation(), from: rightStart))
    }
    return left
  }

  private mutating func negation() throws(AssertionError) -> AssertionNode {
    guard take("!", "not") else { return try comparison() }
    try descend()
    let start = current.range.lowerBound
    let node = try truth(try negation(), from: start)
    depth -= 1
    return .not(node, text: written(from: start))
  }

  private mutating func comparison() throws(AssertionError) -> AssertionNode {
    let start = current.range.lowerBound
    let left = try sum()
    guard let comparison = takeComparison() else { return left }
    let leftNumber = try number(left, from: start)
    let rightStart = current.range.lowerBound
    let right = try number(try sum(), from: rightStart)
    if case .sign(let sign) = current.kind, AssertionNode.Comparison(rawValue: sign) != nil {
      throw failure("comparisons do not chain; write 'a < b && b < c'")
    }
    return .comparison(comparison, leftNumber, right)
  }

  // MARK: Numbers

  private mutating func sum() throws(AssertionError) -> AssertionNode {
    let start = current.range.lowerBound
    var left = try product()
    while let sign = takeArithmetic([.add, .subtract]) {
      left = try number(left, from: start)
      let rightStart = current.range.lowerBound
      let right = try number(try product(), from: rightStart)
      left = .arithmetic(sign, left, right, text: written(from: start))
    }
    return left
  }

  private mutating func product() throws(AssertionError) -> AssertionNode {
    let start = current.range.lowerBound
    var left = try signed()
    while let sign = takeArithmetic([.multiply, .divide]) {
      left = try number(left, from: start)
      let rightStart = current.range.lowerBound
      let right = try number(try signed(), from: rightStart)
      left = .arithmetic(sign, left, right, text: written(from: start))
    }
    return left
  }

  private mutating func signed() throws(AssertionError) -> AssertionNode {
    guard take("-") else { return try primary() }
    try descend()
    let start = current.range.lowerBound
    let node = try number(try signed(), from: start)
    depth -= 1
    return .negative(node)
  }

  private mutating func primary() throws(AssertionError) -> AssertionNode {
    switch current.kind {
    case .number(let value):
      index += 1
      return .number(value, text: String(text[tokens[index - 1].range]))
    case .name(let name):
      guard !Self.words.contains(name.lowercased()) else { throw failure("expected a number or a metric") }
      guard names.contains(name) else { throw unknown(name) }
      index += 1
      return .metric(name)
    case .sign("("):
      return try parenthesized()
    case .sign, .end:
      throw failure("expected a number, a metric or '('")
    }
  }

  private mutating func parenthesized() throws(AssertionError) -> AssertionNode {
    try descend()
    index += 1
    let node = try disjunction()
    guard take(")") else { throw failure("expected ')'") }
    depth -= 1
    return node
  }

  // MARK: Words

  private static let words = ["and", "or", "not"]

  private var current: AssertionToken { tokens[index] }

  private mutating func take(_ sign: String, _ word: String? = nil) -> Bool {
    switch current.kind {
    case .sign(sign): break
    case .name(let name) where word != nil && name.lowercased() == word: break
    default: return false
    }
    index += 1
    return true
  }

  private mutating func takeComparison() -> AssertionNode.Comparison? {
    guard case .sign(let sign) = current.kind, let comparison = AssertionNode.Comparison(rawValue: sign) else {
      return nil
    }
    index += 1
    return comparison
  }

  private mutating func takeArithmetic(_ choices: [AssertionNode.Arithmetic]) -> AssertionNode.Arithmetic? {
    guard case .sign(let sign) = current.kind, let arithmetic = AssertionNode.Arithmetic(rawValue: sign),
      choices.contains(arithmetic)
    else { return nil }
    index += 1
    return arithmetic
  }

  /// What was read since a place.
  private func written(from start: Int) -> String { String(text[start..<tokens[index - 1].range.upperBound]) }

  // MARK: Errors

  private mutating func descend() throws(AssertionError) {
    depth += 1
    if depth > Self.depthLimit { throw failure("more than \(Self.depthLimit) levels of nesting") }
  }

  private func truth(_ node: AssertionNode, from start: Int) throws(AssertionError) -> AssertionNode {
    guard node.isTruth else { throw AssertionError("this is a number, not a comparison", text, at: start) }
    return node
  }

  private func number(_ node: AssertionNode, from start: Int) throws(AssertionError) -> AssertionNode {
    guard !node.isTruth else { throw AssertionError("this is true or false, not a number", text, at: start) }
    return node
  }

  private func failure(_ reason: String) -> AssertionError {
    AssertionError(reason, text, at: current.range.lowerBound)
  }

  private func unknown(_ name: String) -> AssertionError {
    let shown = name.count <= 60 ? name : name.prefix(60) + "…"
    let hint =
      NearestName.of(name, among: names).map { "did you mean '\($0)'?" }
      ?? "there are \(names.sorted().joined(separator: ", "))"
    return failure("there is no metric '\(shown)'; \(hint)")
  }
}
