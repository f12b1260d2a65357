/// Benchmarks by their subjects, which names begin with.
struct BenchmarkGroups {
  /// Benchmarks of one subject.
  struct Group {
    /// The subject: `walk`, `shadow/fault`; empty where names have none.
    let subject: String
    var benchmarks: [MeasuredBenchmark]

    /// A benchmark's name after the subject.
    func rest(_ name: String) -> String {
      let prefix = subject + "/"
      return name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : name
    }
  }

  /// Larger subjects are told apart by the next part of their names.
  private static let sizeLimit = 24

  /// The groups in the order in which they appear.
  static func groups(_ benchmarks: [MeasuredBenchmark]) -> [Group] {
    split(benchmarks, depth: 1).flatMap { group in
      group.benchmarks.count > sizeLimit ? split(group.benchmarks, depth: 2) : [group]
    }
  }

  private static func split(_ benchmarks: [MeasuredBenchmark], depth: Int) -> [Group] {
    var groups: [Group] = []
    var indices: [String: Int] = [:]
    for benchmark in benchmarks {
      let parts = benchmark.name.split(separator: "/", omittingEmptySubsequences: false)
      let subject = parts.dropLast().prefix(depth).joined(separator: "/")
      if let index = indices[subject] {
        groups[index].benchmarks.append(benchmark)
      } else {
        indices[subject] = groups.count
        groups.append(Group(subject: subject, benchmarks: [benchmark]))
      }
    }
    return groups
  }
}
