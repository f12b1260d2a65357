/// One result file, whatever wrote it.
struct ResultFile {
  /// Where and how it was made.
  let facts: RunFacts
  /// Its rows, in its order; never empty.
  let rows: [ResultRow]

  /// What a file says.
  ///
  /// - Parameter counters: the counters of plain Google Benchmark files that are exact.
  init(_ bytes: [UInt8], path: String, counters: [CounterChoice]) throws(RunFailure) {
    let root = try Self.root(bytes, path)
    if let schema = root.member("schema") {
      (facts, rows) = try ProfileRows.read(root, schema: schema)
    } else if root.member("benchmarks") != nil {
      (facts, rows) = try BenchmarkRows.read(root, counters: counters)
    } else {
      throw root.failure("it is no result file: it has neither 'benchmarks' nor 'schema'")
    }
    guard !rows.isEmpty else {
      throw root.failure("it has no benchmarks that ran: nothing, or nothing but aggregates of repetitions")
    }
  }

  private static func root(_ bytes: [UInt8], _ path: String) throws(RunFailure) -> FileNode {
    let path = path == FileBytes.standardInput ? "standard input" : path
    guard !bytes.isEmpty else { throw RunFailure(.badData, path, "it is empty") }
    do {
      return FileNode(path: path, place: "", value: try JSONParser.parse(bytes))
    } catch {
      throw RunFailure(.badData, path, at: "line \(error.line)", "it is no JSON: \(error.reason)")
    }
  }
}
