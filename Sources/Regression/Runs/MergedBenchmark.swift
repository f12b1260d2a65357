/// A benchmark while its rows are being put together.
struct MergedBenchmark {
  /// A process: one file, or one of several in it.
  struct Process: Hashable {
    let file: Int
    let number: Int
  }

  /// What the rows so far say.
  private(set) var benchmark: MeasuredBenchmark
  private let first: FileNode
  private var processIndices: [Process: Int] = [:]
  private var instances: [Process: String] = [:]
  private var repetitions: [Process: Set<Int>] = [:]

  /// A benchmark that a row is the first of; the row itself is still to be added.
  init(first row: ResultRow) {
    benchmark = MeasuredBenchmark(row.name, threads: row.threads, limit: row.limit, summary: row.summary)
    first = row.node
  }

  /// Adds a row.
  mutating func add(_ row: ResultRow, of process: Process) throws(RunFailure) {
    try checkIdentity(row, process)
    if let allocations = row.allocations {
      let (sum, overflows) = (benchmark.allocations ?? 0).addingReportingOverflow(allocations)
      benchmark.allocations = overflows ? .max : sum
    }
    switch row.outcome {
    case .time(let nanoseconds):
      add(nanoseconds, process)
      try addExact(row)
    case .counted: try addExact(row)
    case .failure(let reason): benchmark.failure = benchmark.failure ?? reason
    case .skip(let reason): benchmark.skipReason = benchmark.skipReason ?? reason
    }
  }

  private mutating func add(_ nanoseconds: Double, _ process: Process) {
    if let index = processIndices[process] {
      benchmark.processes[index].samples.append(nanoseconds)
    } else {
      processIndices[process] = benchmark.processes.count
      benchmark.processes.append(ProcessTimes([nanoseconds]))
    }
  }

  /// Refuses two benchmarks of one name, and a repetition that is there twice: their times would be mixed up.
  private mutating func checkIdentity(_ row: ResultRow, _ process: Process) throws(RunFailure) {
    let known = instances[process] ?? row.instance
    guard row.instance == nil || known == row.instance else {
      throw row.node.failure("two benchmarks have the name '\(row.name)'; give each a name of its own")
    }
    instances[process] = known
    guard let repetition = row.repetition, case .time = row.outcome else { return }
    guard repetitions[process, default: []].insert(repetition).inserted else {
      throw row.node.failure(
        "repetition \(repetition) of '\(row.name)' is there twice; put the results of each process into a file of its own"
      )
    }
  }

  /// What is exact is the same each time, or it is not exact. One file may count what another does not.
  private mutating func addExact(_ row: ResultRow) throws(RunFailure) {
    if let digest = row.digest {
      guard benchmark.digest ?? digest == digest else { throw disagreement("the digest", row) }
      benchmark.digest = digest
    }
    for counter in row.counters {
      guard let known = benchmark.counters.first(where: { $0.name == counter.name }) else {
        benchmark.counters.append(counter)
        continue
      }
      guard known == counter else { throw disagreement("the counter '\(counter.name)'", row) }
    }
  }

  private func disagreement(_ subject: String, _ row: ResultRow) -> RunFailure {
    let place = first.place.isEmpty ? "" : ", \(first.place)"
    return row.node.failure(
      "\(subject) of '\(row.name)' is not what it is in \(first.path)\(place); what is exact is the same in every run")
  }
}
