import CHost
import Foundation

/// One run of somebody's program: it is started, waited for, and ended if the user wants no more.
struct ProgramRun {
  /// How a program ended.
  enum Ending: Equatable {
    /// By itself, with a status.
    case exited(Int32)
    /// By a signal.
    case killed(Int32)
  }

  let path: String
  let arguments: [String]
  /// The file that gets its standard output; `/dev/null` for nowhere.
  let output: String
  /// The file that gets its standard error.
  let errors: String

  /// How often to look whether it has ended, in milliseconds.
  private static let pollInterval: Int32 = 5
  /// How long it may take to end when it is asked to, in milliseconds.
  private static let patience: Int32 = 2000

  /// Runs it to its end.
  ///
  /// - Throws: a ``CommandFailure`` if it cannot be started.
  func run() throws -> Ending {
    let identifier = try start()
    var status: Int32 = 0
    var waited: Int32 = 0
    while waitpid(identifier, &status, WNOHANG) == 0 {
      if host_was_interrupted() {
        // The terminal has told it already; whoever sent the signal to this process alone has not.
        if waited == 0 { kill(identifier, SIGTERM) }
        if waited >= Self.patience { kill(identifier, SIGKILL) }
        waited += Self.pollInterval
      }
      poll(nil, 0, Self.pollInterval)
    }
    let signal = status & 0x7F
    return signal == 0 ? .exited((status >> 8) & 0xFF) : .killed(signal)
  }

  private func start() throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errors, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    let strings = ([path] + arguments).map { strdup($0) }
    let variables = Self.environment.map { strdup($0) }
    defer { (strings + variables).forEach { free($0) } }
    var identifier = pid_t()
    let errorNumber = posix_spawn(&identifier, path, &actions, nil, strings + [nil], variables + [nil])
    guard errorNumber == 0 else {
      throw CommandFailure(.badData, "cannot start \(path): \(String(cString: strerror(errorNumber)))")
    }
    return identifier
  }

  /// Without BENCHMARK_* variables, which silently change what Google Benchmark runs.
  private static var environment: [String] {
    ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("BENCHMARK_") }.map { "\($0.key)=\($0.value)" }
  }

  /// The last line on its standard error that says something.
  var lastWords: String? {
    let text = (try? String(contentsOfFile: errors, encoding: .utf8)) ?? ""
    return text.split(whereSeparator: \.isNewline).last { !$0.allSatisfy(\.isWhitespace) }.map(String.init)
  }
}
