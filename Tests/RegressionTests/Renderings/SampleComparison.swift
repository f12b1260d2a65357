import Regression

/// Comparisons to be written.
enum SampleComparison {
  static let facts = RunFacts(
    source: .bench, date: "2026-11-24T08:07:48Z", gitRevision: "188f203ab482",
    host: HostFingerprint(hostName: "vm", processor: "EPYC", processorCount: 2))

  static func of(_ findings: [Finding], _ rules: Comparison.Rules = .init()) -> Comparison {
    Comparison(
      baseLabel: "base.json", headLabel: "head.json", baseFacts: facts, headFacts: facts, rules: rules,
      findings: findings)
  }

  /// One finding of every kind and verdict.
  static var full: Comparison {
    var slower = Finding("walk/hot", .time, .regressed, base: 10, head: 10.5, unit: "ns")
    slower.interval = 0.041...0.0602
    slower.pairs = 10
    (slower.baseSpread, slower.headSpread) = (0.01, 0.02)
    var unclear = Finding("walk/dram", .time, .inconclusive, base: 160, head: 171, unit: "ns")
    unclear.detectable = 0.123
    unclear.pairs = 20
    let faster = Finding("walk/l2", .time, .improved, base: 20, head: 18, unit: "ns")
    let same = Finding("walk/llc", .time, .unchanged, base: 40, head: 40.2, unit: "ns")
    let counted = Finding(
      "walk/hot", .counter("references"), .regressed, base: 4, head: 5, unit: "table entries read")
    let kept = Finding("walk/l2", .counter("hits"), .unchanged, base: 1, head: 1, unit: "hits")
    let advised = Finding(
      "walk/l2", .counter("instructions"), .regressed, base: 52, head: 53, unit: "instructions", isAdvisory: true,
      note: "another compiler")
    let gone = Finding("walk/old", .presence, .notComparable, note: "head does not have it")
    let reshaped = Finding("walk/llc", .configuration, .notComparable, note: "its limit is another one")
    let broken = Finding("walk/bad", .failure, .regressed, note: "it read the wrong entry")
    var comparison = of([slower, unclear, faster, same, counted, kept, advised, gone, reshaped, broken])
    comparison.remarks = ["The control arm moved by 1 %."]
    return comparison
  }

  /// Names and notes that mean something in one format or another.
  static var hostile: Comparison {
    let name = "a|b<c>&\"d\"'e' @f #1 %0A ]]> `x` *y* \u{1}\u{202E}\r\n::error::z, w:v"
    var comparison = of([
      Finding(name, .time, .regressed, base: 1, head: 2, unit: "ns", note: name),
      Finding(name, .presence, .notComparable, note: name), Finding(name, .time, .inconclusive, note: name),
    ])
    comparison.baseLabel = name
    comparison.remarks = [name]
    return comparison
  }
}
