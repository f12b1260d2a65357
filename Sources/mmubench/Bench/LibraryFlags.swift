/// Google Benchmark's flags as a user gave them: the library gets them unchanged, but for those that our own runner answers
/// in its place, since it runs the library once a round and prints the results itself.
struct LibraryFlags {
  /// What the library gets.
  private(set) var passed: [String] = []
  /// The value of `--benchmark_filter`.
  private(set) var filter: String?
  /// The value of `--benchmark_repetitions`.
  private(set) var repetitions: Int?
  /// The value of `--benchmark_out`.
  private(set) var out: String?
  /// Whether `--benchmark_list_tests` was given and not false.
  private(set) var lists = false

  init(_ flags: [String]) throws {
    for flag in flags { try take(flag) }
  }

  private mutating func take(_ flag: String) throws {
    let sides = flag.split(separator: "=", maxSplits: 1).map(String.init)
    let value = sides.count == 2 ? sides[1] : nil
    switch sides[0] {
    case "--benchmark_filter": filter = value
    case "--benchmark_out": out = value
    case "--benchmark_list_tests": lists = value != "false"
    case "--benchmark_repetitions":
      guard let count = value.flatMap(Int.init), count >= 1 else {
        throw CommandFailure(.usage, "--benchmark_repetitions takes a count of at least 1, as in '\(sides[0])=10'")
      }
      repetitions = count
    case "--benchmark_format", "--benchmark_out_format":
      throw CommandFailure(.usage, "the results are ours to print: use --format or --out instead of \(sides[0])")
    default: passed.append(flag)
    }
  }
}
