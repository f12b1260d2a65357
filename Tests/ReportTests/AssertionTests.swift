import Report
import Testing

@Suite struct AssertionTests {
  private let metrics: [String: AssertionMetric] = [
    "walks_per_1000": .init(0.91), "walks": .init(910), "accesses": .init(1_000_000), "zero": .init(0),
    "l2.hit_ratio": .init(0.981, unit: .ratio), "l1d.hit_ratio": .init(0.5, unit: .ratio), "nan": .init(.nan),
    "pages.2M.walks": .init(12),
  ]

  private var names: [String] { metrics.keys + ["l2.misses"] }

  private func verdict(_ text: String) throws -> AssertionVerdict {
    try AssertionExpression(text, names: names).verdict(metrics)
  }

  private func rejection(_ text: String) -> AssertionError? {
    do throws(AssertionError) {
      _ = try AssertionExpression(text, names: names)
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: [
    "walks_per_1000 < 1", "walks <= 1e3", "walks <= 1K", "walks == 910", "walks = 910.0", "walks != 911", "walks ≤ 910",
    "l2.hit_ratio >= 98%", "l2.hit_ratio > 0.98 && walks < 1000", "walks > 1M || walks < 1k", "!(walks > 1000)",
    "not walks > 1000 and walks > 900", "walks / accesses < 0.1%", "1000 * walks / accesses == walks_per_1000",
    "2 + 3 * 4 == 14", "(2 + 3) * 4 == 20", "10 - 3 - 2 == 5", "16 / 4 / 2 == 2", "-walks < -900", "2 - -3 == 5",
    "walks > 1 || walks > 2 && walks > 1000000", "((walks)) > .5e1", "pages.2M.walks == 12", "WALKS_FREE == 1 or 1 < 2",
    "zero == 0 || walks / zero < 1", "1 < 2 AND 2 < 3",
  ])
  func holds(_ text: String) throws {
    let known = text.replacing("WALKS_FREE == 1", with: "zero == 1")
    #expect(try verdict(known) == .holds)
  }

  @Test(arguments: [
    ("walks_per_1000 < 0.5", ["walks_per_1000 is 0.91, asked for < 0.5"]),
    ("0.5 > walks_per_1000", ["walks_per_1000 is 0.91, asked for < 0.5"]),
    ("l2.hit_ratio >= 99%", ["l2.hit_ratio is 98.1 %, asked for >= 99%"]),
    (
      "walks_per_1000 < 0.5 && l2.hit_ratio >= 99% && walks > 1",
      ["walks_per_1000 is 0.91, asked for < 0.5", "l2.hit_ratio is 98.1 %, asked for >= 99%"]
    ),
    ("walks < 900 || walks > 1000", ["walks is 910, asked for < 900", "walks is 910, asked for > 1000"]),
    ("walks / accesses < 1e-4", ["walks / accesses is 0.00091 (walks is 910, accesses is 1000000), asked for < 1e-4"]),
    ("l1d.hit_ratio > l2.hit_ratio", ["l1d.hit_ratio is 50 %, asked for > l2.hit_ratio, which is 98.1 %"]),
    ("!(walks > 900)", ["'(walks > 900)' is true, asked for the contrary (walks is 910)"]),
    // As many digits as it takes.
    ("l2.hit_ratio >= 98.1001%", ["l2.hit_ratio is 98.1 %, asked for >= 98.1001%"]),
    ("zero == 0 && walks + walks == walks", ["walks + walks is 1820 (walks is 910), asked for == walks, which is 910"]),
  ])
  func saysWhatIsFalse(_ text: String, _ reasons: [String]) throws {
    #expect(try verdict(text) == .violated(reasons))
  }

  @Test(arguments: [
    ("walks / zero < 1", "'walks / zero' has no value (walks is 910, zero is 0)"),
    ("!(zero / zero < 1)", "'zero / zero' has no value (zero is 0)"), ("nan < 1", "nan has no value here"),
    ("walks > 1 && l2.misses < 4", "this profile has no l2.misses"),
  ])
  func saysWhatCannotBeDecided(_ text: String, _ reason: String) throws {
    #expect(try verdict(text) == .undecidable(reason))
  }

  @Test(arguments: [
    ("", 0, "the assertion is empty"), ("   ", 0, "the assertion is empty"),
    ("walks", 0, "this is a number; compare it with something, as in 'walks_per_1000 < 0.5'"),
    ("walks <", 7, "expected a number, a metric or '('"), ("walks < 1 1", 10, "expected an operator or the end"),
    ("walsk < 1", 0, "there is no metric 'walsk'; did you mean 'walks'?"),
    ("1 < 2 && l2.hitratio > 1", 9, "there is no metric 'l2.hitratio'; did you mean 'l2.hit_ratio'?"),
    ("(walks < 1", 10, "expected ')'"), ("walks < 1)", 9, "expected an operator or the end"),
    ("1 < walks < 3", 10, "comparisons do not chain; write 'a < b && b < c'"),
    ("walks && 1 < 2", 0, "this is a number, not a comparison"),
    ("1 < 2 && walks", 9, "this is a number, not a comparison"),
    ("1 + (1 < 2) < 3", 4, "this is true or false, not a number"),
    ("walks < 1.2.3", 8, "'1.2.3' is no number"), ("walks < 1e999", 8, "'1e999' is no number"),
    ("walks < 12X", 10, "a number's unit is %, K, M, G or T"), ("walks # 3", 6, "'#' means nothing here"),
    ("walks < 1\u{0}", 9, "'?' means nothing here"), ("walks & 1", 6, "'&' means nothing here"),
    ("and < 1", 0, "expected a number or a metric"),
  ])
  func saysWhatIsWrongAndWhere(_ text: String, _ position: Int, _ reason: String) throws {
    let error = try #require(rejection(text))
    #expect(error.reason == reason)
    #expect(error.position == position)
  }

  @Test func theCaretStandsUnderThePlace() throws {
    let error = try #require(rejection("1 < 2 &&\nwalsk > 1"))
    #expect(error.description.hasSuffix("\n  1 < 2 &&?walsk > 1\n           ^"))
    let long = String(repeating: "1 < 2 && ", count: 100) + "walsk > 1"
    let lines = try #require(rejection(long)).description.split(separator: "\n")
    #expect(lines.count == 3 && lines[1].count <= 102)
    let caret = lines[2].count - 1
    #expect(lines[1].dropFirst(caret).hasPrefix("walsk"))
  }

  @Test func nestingAndLengthAreBounded() throws {
    let deep = String(repeating: "(", count: 100) + "1 < 2" + String(repeating: ")", count: 100)
    #expect(rejection(deep)?.reason == "more than 64 levels of nesting")
    #expect(rejection(String(repeating: "!", count: 4000))?.reason == "more than 64 levels of nesting")
    #expect(rejection(String(repeating: "-", count: 4000))?.reason == "more than 64 levels of nesting")
    #expect(rejection(String(repeating: " ", count: 5000))?.reason == "an assertion has at most 4096 characters")
    #expect(try verdict("1 " + String(repeating: "+1", count: 2000) + " == 2001") == .holds)
  }

  /// Random words in random order: an error or an expression, and a verdict either way.
  @Test func anyTextIsAnErrorOrAnExpression() {
    var random = TestRandom(seed: 0x5EED)
    let words = [
      "walks", "l2.hit_ratio", "zero", "nan", "l2.misses", "1", "0.5", "99%", "1e6", "2K", "<", "<=", ">", "==", "!=",
      "=",
      "&&", "||", "!", "and", "or", "not", "(", ")", "+", "-", "*", "/", " ", "\u{0}", "é", "𝟙", ".", "&", "e", "\n",
      "\u{301}",
    ]
    var expressions = 0
    for _ in 0..<30_000 {
      let text = (0...random.next(below: 12)).map { _ in words[random.next(below: words.count)] }
        .joined(separator: random.next(below: 2) == 0 ? " " : "")
      do throws(AssertionError) {
        let expression = try AssertionExpression(text, names: names)
        _ = expression.verdict(metrics)
        expressions += 1
      } catch {
        #expect(error.position <= text.count, "\(text)")
        #expect(error.description.split(separator: "\n", omittingEmptySubsequences: false).count == 3, "\(text)")
      }
    }
    #expect(expressions > 20)
  }

  /// Random expressions whose truth is known from how they were made.
  @Test func verdictsAreThoseOfArithmetic() throws {
    var random = TestRandom(seed: 0xA55E)
    for round in 0..<3000 {
      let (text, truth) = random.truth(depth: 4)
      let verdict = try AssertionExpression(text, names: Array(TestRandom.metrics.keys)).verdict(TestRandom.metrics)
      #expect((verdict == .holds) == truth, "seed 0xA55E, round \(round): \(text)")
    }
  }
}

/// Makes random expressions beside their values.
private struct TestRandom {
  static let metrics: [String: AssertionMetric] = ["a": .init(3), "b.c": .init(0.25, unit: .ratio), "d_1": .init(-7)]
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// SplitMix64. Source: Steele, Lea and Flood, OOPSLA 2014.
  mutating func next(below limit: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return Int((mixed ^ mixed >> 31) % UInt64(limit))
  }

  mutating func truth(depth: Int) -> (String, Bool) {
    switch depth == 0 ? 0 : next(below: 4) {
    case 1:
      let (left, right) = (truth(depth: depth - 1), truth(depth: depth - 1))
      return ("(\(left.0)) && (\(right.0))", left.1 && right.1)
    case 2:
      let (left, right) = (truth(depth: depth - 1), truth(depth: depth - 1))
      return ("(\(left.0)) or (\(right.0))", left.1 || right.1)
    case 3:
      let inner = truth(depth: depth - 1)
      return ("!(\(inner.0))", !inner.1)
    default:
      let (left, right) = (number(depth: depth), number(depth: depth))
      switch next(below: 6) {
      case 0: return ("\(left.0) < \(right.0)", left.1 < right.1)
      case 1: return ("\(left.0) <= \(right.0)", left.1 <= right.1)
      case 2: return ("\(left.0) > \(right.0)", left.1 > right.1)
      case 3: return ("\(left.0) >= \(right.0)", left.1 >= right.1)
      case 4: return ("\(left.0) == \(right.0)", left.1 == right.1)
      default: return ("\(left.0) != \(right.0)", left.1 != right.1)
      }
    }
  }

  private mutating func number(depth: Int) -> (String, Double) {
    switch depth == 0 ? next(below: 2) : next(below: 6) {
    case 0:
      let value = next(below: 9)
      return ("\(value)", Double(value))
    case 1:
      let (name, metric) = Self.metrics.sorted { $0.key < $1.key }[next(below: 3)]
      return (name, metric.value)
    case 2:
      let (left, right) = (number(depth: depth - 1), number(depth: depth - 1))
      return ("(\(left.0) + \(right.0))", left.1 + right.1)
    case 3:
      let (left, right) = (number(depth: depth - 1), number(depth: depth - 1))
      return ("(\(left.0) - \(right.0))", left.1 - right.1)
    case 4:
      let (left, right) = (number(depth: depth - 1), number(depth: depth - 1))
      return ("\(left.0) * \(right.0)", left.1 * right.1)
    default:
      let inner = number(depth: depth - 1)
      return ("-\(inner.0)", -inner.1)
    }
  }
}
