/// Puts the rows of one or more files together: rows of one name are repetitions, files and processes are processes.
struct RunMerge {
  private struct Key: Hashable {
    let name: String
    let threads: Int
  }

  private var indices: [Key: Int] = [:]
  private var benchmarks: [MergedBenchmark] = []
  private var facts: [RunFacts] = []

  /// Adds a file.
  mutating func add(_ file: ResultFile) throws(RunFailure) {
    for row in file.rows { try add(row, .init(file: facts.count, number: row.process)) }
    facts.append(file.facts)
  }

  /// The side that the files are together.
  func run(label: String) -> MeasuredRun {
    MeasuredRun(label: label, facts: RunFacts(merging: facts), benchmarks: benchmarks.map(\.benchmark))
  }

  private mutating func add(_ row: ResultRow, _ process: MergedBenchmark.Process) throws(RunFailure) {
    let key = Key(name: row.name, threads: row.threads)
    let index = indices[key] ?? benchmarks.count
    if index == benchmarks.count {
      benchmarks.append(MergedBenchmark(first: row))
      indices[key] = index
    }
    try benchmarks[index].add(row, of: process)
  }
}
