/// What every row of Google Benchmark's JSON has, ours and others'.
enum BenchmarkRow {
  /// A row without its counters.
  ///
  /// - Parameter mayBeUntimed: whether there are rows without times that were counted only.
  static func read(_ node: FileNode, mayBeUntimed: Bool = false) throws(RunFailure) -> ResultRow {
    let name = try node.required("name").text()
    var row = ResultRow(node, name: name)
    row.threads = try threads(node)
    row.repetition = try node.member("repetition_index")?.count(as: Int.self)
    if let family = try node.member("family_index")?.count(as: Int.self) {
      let instance = try node.member("per_family_instance_index")?.count(as: Int.self) ?? 0
      row.instance = "\(family).\(instance)"
    }
    row.outcome = try outcome(node, name, mayBeUntimed)
    return row
  }

  private static func threads(_ node: FileNode) throws(RunFailure) -> Int {
    guard let threads = node.member("threads") else { return 1 }
    let count = try threads.count(as: Int.self)
    guard count > 0 else { throw threads.failure("no thread ran it") }
    return count
  }

  /// Version 1.8 renamed what failed to what was skipped with an error, and added what was skipped with a message; its JSON
  /// keeps `error_occurred` for the former and has `skipped` for the latter.
  private static func outcome(
    _ node: FileNode, _ name: String, _ mayBeUntimed: Bool
  ) throws(RunFailure) -> ResultRow.Outcome {
    if let failed = node.member("error_occurred"), try failed.flag() {
      return .failure(try node.member("error_message")?.text() ?? "it says no reason")
    }
    if let skipped = node.member("skipped"), try skipped.flag() {
      return .skip(try node.member("skip_message")?.text() ?? "it says no reason")
    }
    if mayBeUntimed, node.member("cpu_time") == nil, node.member("real_time") == nil { return .counted }
    let time = try node.required(isOfWallTime(name) ? "real_time" : "cpu_time")
    let nanoseconds = try time.amount() * nanosecondsOfUnit(node)
    guard nanoseconds.isFinite else { throw time.failure("is too long for a time") }
    return .time(nanoseconds)
  }

  /// Whether a benchmark says in its name that wall time, or one that it measures itself, is its time: `BM_x/real_time`.
  private static func isOfWallTime(_ name: String) -> Bool {
    name.split(separator: "/").contains { $0 == "real_time" || $0 == "manual_time" }
  }

  private static func nanosecondsOfUnit(_ node: FileNode) throws(RunFailure) -> Double {
    // The first versions had only one unit and did not name it.
    guard let unit = node.member("time_unit") else { return 1 }
    switch try unit.text() {
    case "ns": return 1
    case "us": return 1e3
    case "ms": return 1e6
    case "s": return 1e9
    case let other: throw unit.failure("'\(other)' is none of ns, us, ms and s")
    }
  }
}
