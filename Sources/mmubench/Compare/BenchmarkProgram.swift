import CHost
import Foundation
import Regression

/// A program whose benchmarks are compared: an mmubench, or any other with Google Benchmark.
struct BenchmarkProgram {
  /// How it is told what to run.
  enum Kind: Equatable {
    /// `EXE bench --filter …`.
    case mmubench
    /// `EXE --benchmark_filter=…`.
    case googleBenchmark
  }

  /// What its processes are told besides the benchmarks.
  struct Settings {
    /// Threads of each benchmark; `nil` for what the program chooses.
    var threads: Int?
    /// Repetitions of each benchmark.
    var repetitions: Int
    /// How long a repetition takes at least, in seconds.
    var minimumTime: Double
    /// Arguments that the user passes on.
    var extra: [String]
  }

  /// Where it is.
  var path: String
  /// How the user named it.
  let label: String
  /// How it is told what to run.
  let kind: Kind
  /// The benchmarks that it lists, as results name them.
  let names: [String]
  /// Those of them whose times hardly depend on what else uses the caches; `nil` if it does not say.
  let residentNames: [String]?

  private let settings: Settings

  /// Asks a program what it is and what it has.
  ///
  /// - Throws: a ``CommandFailure`` if it is not there, or no program with benchmarks; ``ProcessInterruption``.
  init(_ path: String, _ settings: Settings, in folder: ScratchFolder) throws {
    try Self.checkIsProgram(path)
    // A path without a slash is in the current folder.
    self.path = path.contains("/") ? path : "./" + path
    label = path
    self.settings = settings
    if let names = try Self.list(self.path, ["--benchmark_list_tests=true"] + settings.extra, folder) {
      (kind, self.names, residentNames) = (.googleBenchmark, names, nil)
      guard settings.threads == nil else {
        throw CommandFailure(
          .usage, "--threads is for mmubench: the benchmarks of \(path) say themselves how many they use")
      }
    } else if let names = try Self.list(self.path, ["bench", "--list"], folder) {
      let suffix = Self.suffix(settings.threads)
      (kind, self.names) = (.mmubench, names.map { $0 + suffix })
      residentNames = try Self.list(self.path, ["bench", "--list", "--resident"], folder)?.map { $0 + suffix }
    } else {
      throw CommandFailure(
        .badData,
        "\(path) lists no benchmarks: neither '\(path) --benchmark_list_tests=true', as a program with Google "
          + "Benchmark does, nor '\(path) bench --list', as mmubench does")
    }
  }

  /// What runs some of its benchmarks and writes their results to a file.
  func arguments(_ names: [String], output: String) -> [String] {
    let filter = filter(names)
    switch kind {
    case .mmubench:
      return ["bench", "--filter", filter, "--without-limits", "--quiet", "--reps", "\(settings.repetitions)"]
        + ["--benchmark_min_time=\(settings.minimumTime)", "--out", output]
        + (settings.threads.map { ["--threads", "\($0)"] } ?? []) + settings.extra
    case .googleBenchmark:
      return ["--benchmark_filter=\(filter)", "--benchmark_out=\(output)", "--benchmark_out_format=json"]
        + ["--benchmark_repetitions=\(settings.repetitions)", "--benchmark_min_time=\(settings.minimumTime)"]
        + settings.extra
    }
  }

  /// The name that a benchmark has in the program's list, where results of several threads have their count after it.
  func nameWithoutThreads(_ name: String) -> String {
    kind == .mmubench ? String(name.dropLast(Self.suffix(settings.threads).count)) : name
  }

  /// A regular expression that matches the names, and others only if there are too many to name.
  private func filter(_ names: [String]) -> String {
    let plain = names.map { Self.escaped(nameWithoutThreads($0)) }.joined(separator: "|")
    return plain.utf8.count > Self.longestFilter ? "." : "^(\(plain))$"
  }

  /// Linux refuses an argument of 128 KiB or more.
  private static let longestFilter = 120_000

  /// The text as a regular expression that std::regex, POSIX and Foundation read alike.
  private static func escaped(_ text: String) -> String {
    text.map { "\\^$.[]|()*+?{}".contains($0) ? "\\\($0)" : String($0) }.joined()
  }

  /// What results of several threads have after the benchmark's name.
  private static func suffix(_ threads: Int?) -> String { threads.map { $0 > 1 ? "/threads:\($0)" : "" } ?? "" }

  private static func checkIsProgram(_ path: String) throws {
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw CommandFailure(.noInput, "there is no program \(path): \(String(cString: strerror(errno)))")
    }
    guard status.st_mode & S_IFMT == S_IFREG, access(path, X_OK) == 0 else {
      throw CommandFailure(.badData, "\(path) is no program: it is a folder or device, or not executable")
    }
  }

  /// The lines that a program prints; `nil` if it fails, or prints none that could be a benchmark's name.
  private static func list(_ path: String, _ arguments: [String], _ folder: ScratchFolder) throws -> [String]? {
    let output = folder.file("list")
    let ending = try ProgramRun(path: path, arguments: arguments, output: output, errors: folder.file("errors")).run()
    if host_was_interrupted() { throw ProcessInterruption() }
    guard ending == .exited(0), let text = try? String(contentsOfFile: output, encoding: .utf8) else { return nil }
    let names = text.split(whereSeparator: \.isNewline).map(String.init)
    return names.isEmpty || names.contains { $0.hasPrefix("-") } ? nil : names
  }
}
