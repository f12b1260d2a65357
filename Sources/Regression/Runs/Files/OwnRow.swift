/// Reads a row of `mmubench bench`.
enum OwnRow {
  /// The row with what only our files have.
  static func read(_ node: FileNode) throws(RunFailure) -> ResultRow {
    // `bench --preset exact` times nothing.
    var row = try BenchmarkRow.read(node, mayBeUntimed: true)
    row.process = try node.member("process")?.count(as: Int.self) ?? 0
    row.limit = try node.member("limit")?.text()
    row.summary = try node.member("summary")?.text() ?? ""
    row.allocations = try node.member("allocations")?.count(as: Int64.self)
    for counter in try node.member("counters")?.elements() ?? [] {
      guard let exact = try self.counter(counter) else { continue }
      guard !row.counters.contains(where: { $0.name == exact.name }) else {
        throw counter.failure("the counter '\(exact.name)' is there twice")
      }
      row.counters.append(exact)
    }
    return row
  }

  /// A counter; `nil` for one that is not exact.
  private static func counter(_ node: FileNode) throws(RunFailure) -> ExactCounter? {
    let polarity = try node.required("polarity")
    let text = try polarity.text()
    guard let direction = ExactCounter.Polarity(rawValue: text) else {
      throw polarity.failure("'\(text)' is neither lower-is-better nor higher-is-better")
    }
    let counter = ExactCounter(
      name: try node.required("name").text(), events: try node.required("events").count(),
      operations: try node.required("operations").count(), unit: try node.required("unit").text(),
      polarity: direction, validFor: try node.member("validFor")?.text())
    return try node.member("isExact")?.flag() ?? true ? counter : nil
  }
}
