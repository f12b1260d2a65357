/// Benchmarks by their subjects, which names begin with.
struct BenchmarkGroups {
  /// Benchmarks of one subject.
  struct Group {
    /// The subject: `walk`, `shadow`; empty where names have none.
    let subject: String
    var benchmarks: [MeasuredBenchmark]

    /// A benchmark's name after the subject.
    func rest(_ name: String) -> String {
      let prefix = subject + "/"
      return name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : name
    }

    /// The benchmarks in parts of at most so many, which end where the second part of names does if they can.
    func parts(of limit: Int) -> [[MeasuredBenchmark]] {
      var parts: [[MeasuredBenchmark]] = []
      for family in BenchmarkGroups.split(benchmarks, depth: 2).map(\.benchmarks) {
        if let last = parts.last, last.count + family.count <= limit {
          parts[parts.count - 1] += family
        } else {
          parts += stride(from: 0, to: family.count, by: limit).map {
            Array(family[$0..<min(family.count, $0 + limit)])
          }
        }
      }
      return parts
    }
  }

  /// The groups in the order in which they appear.
  static func groups(_ benchmarks: [MeasuredBenchmark]) -> [Group] { split(benchmarks, depth: 1) }

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
