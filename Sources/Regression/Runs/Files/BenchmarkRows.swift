/// Reads Google Benchmark's JSON: that of `mmubench bench`, which has more in it, and that of any other program.
///
/// Source: google/benchmark, docs/user_guide.md, "Output Formats", and src/json_reporter.cc of versions 1.5 to 1.9.
enum BenchmarkRows {
  /// The versions of `mmubench.bench` and of Google Benchmark's own schema that are known.
  private static let knownVersion = 1

  /// The facts and rows of a file.
  static func read(_ root: FileNode, counters: [CounterChoice]) throws(RunFailure) -> (RunFacts, [ResultRow]) {
    let context = root.member("context") ?? FileNode(path: root.path, place: "context", value: .object([:]))
    let isOurs = try checkSchema(context)
    var rows: [ResultRow] = []
    for node in try root.required("benchmarks").elements() where try !isAggregate(node) {
      rows.append(isOurs ? try OwnRow.read(node) : try ForeignRow.read(node, counters: counters))
    }
    return (try facts(context, isOurs ? .bench : .googleBenchmark), rows)
  }

  /// Refuses what is of another schema; answers whether the file is one of ours.
  private static func checkSchema(_ context: FileNode) throws(RunFailure) -> Bool {
    guard let schema = context.member("schema") else {
      if let version = context.member("json_schema_version") { try check(version, of: "Google Benchmark's JSON") }
      return false
    }
    let name = try schema.text()
    guard name == RunFacts.Source.bench.rawValue else {
      throw schema.failure(
        "the schema '\(name)' is not known here; '\(RunFacts.Source.bench.rawValue)' is", .otherSchema)
    }
    try check(context.required("schema_version"), of: name)
    return true
  }

  private static func check(_ version: FileNode, of schema: String) throws(RunFailure) {
    let number = try version.count(as: Int.self)
    guard number == knownVersion else {
      throw version.failure(
        "version \(number) of \(schema) is not known here, version \(knownVersion) is; use the mmubench that wrote it",
        .otherSchema)
    }
  }

  /// Means, medians, deviations and fits of complexity are made from rows that are there as well.
  private static func isAggregate(_ row: FileNode) throws(RunFailure) -> Bool {
    if let type = row.member("run_type") { return try type.text() == "aggregate" }
    return ["aggregate_name", "big_o", "rms"].contains { row.member($0) != nil }
  }

  private static func facts(_ context: FileNode, _ source: RunFacts.Source) throws(RunFailure) -> RunFacts {
    RunFacts(
      source: source, date: try context.member("date")?.text(),
      gitRevision: try context.member("git_revision")?.text(), codeHash: try context.member("code_hash")?.text(),
      swiftVersion: try context.member("swift_version")?.text(), host: try host(context),
      isInterrupted: try context.member("interrupted")?.flag() ?? false)
  }

  private static func host(_ context: FileNode) throws(RunFailure) -> HostFingerprint? {
    guard let name = try context.member("host_name")?.text(), !name.isEmpty,
      let count = try context.member("num_cpus")?.count(as: Int.self)
    else { return nil }
    let processor = try context.member("cpu_model")?.text() ?? ""
    return HostFingerprint(hostName: name, processor: processor, processorCount: count)
  }
}
