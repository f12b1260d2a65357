/// Reads a row of any other program's Google Benchmark.
enum ForeignRow {
  /// The row with those of its counters that are exact.
  static func read(_ node: FileNode, counters: [CounterChoice]) throws(RunFailure) -> ResultRow {
    var row = try BenchmarkRow.read(node)
    for choice in counters {
      guard let counter = node.member(choice.name) else { continue }
      row.counters.append(try exact(counter, choice))
    }
    return row
  }

  private static func exact(_ node: FileNode, _ choice: CounterChoice) throws(RunFailure) -> ExactCounter {
    let value = try node.amount()
    guard let fraction = SimplestFraction(value) else {
      throw node.failure(
        "\(value) is too large or too small to be compared exactly; leave --counter \(choice.name) out")
    }
    return ExactCounter(
      name: choice.name, events: fraction.numerator, operations: fraction.denominator, unit: "",
      polarity: choice.polarity)
  }
}
