/// A condition on the numbers of a result: `walks_per_1000 < 0.5 && l2.hit_ratio >= 99%`.
///
/// Comparisons `< <= > >= == !=` of sums, products and quotients of metrics and numbers, joined by `&&`, `||`, `!` or
/// `and`, `or`, `not`, in parentheses where needed. A number may end in `%`, or in K, M, G or T for powers of 1000.
public struct AssertionExpression: Sendable {
  /// The text that it was read from.
  public let text: String
  private let root: AssertionNode

  /// The most characters of an assertion.
  public static let longestText = 4096

  /// Reads an assertion.
  ///
  /// - Parameter names: the metrics that there are; another name is an error, which says which one was probably meant.
  public init(_ text: String, names: [String]) throws(AssertionError) {
    let characters = Array(text)
    guard characters.count <= Self.longestText else {
      throw AssertionError("an assertion has at most \(Self.longestText) characters", characters, at: Self.longestText)
    }
    var parser = try AssertionParser(characters, names: names)
    root = try parser.parse()
    self.text = text
  }

  /// Whether it holds for given metrics.
  public func verdict(_ metrics: [String: AssertionMetric]) -> AssertionVerdict {
    do {
      let reasons = try AssertionEvaluation(metrics: metrics).reasonsAgainst(root)
      return reasons.isEmpty ? .holds : .violated(reasons)
    } catch {
      return .undecidable(error.reason)
    }
  }
}
