import CHost
import Foundation

/// One run of a program: it is started, waited for, and told if the user wants no more.
struct ProgramRun {
  /// What an interrupt means for it.
  enum Interrupt {
    /// It is asked to end, and killed if it does not.
    case ends
    /// It is told, and takes as long as it needs to keep what it finished.
    case isToldOnce
  }

  /// How a program ended.
  enum Ending: Equatable {
    /// By itself, with a status.
    case exited(Int32)
    /// By a signal.
    case killed(Int32)

    /// As a shell has it: 128 and the signal's number, if one ended it.
    var status: Int32 {
      switch self {
      case .exited(let status): status
      case .killed(let signal): 128 + signal
      }
    }
  }

  let path: String
  let arguments: [String]
  /// The file that gets its standard output.
  var output = "/dev/null"
  /// The file that gets its standard error; this process's own if `nil`.
  var errors: String?
  /// Where it starts; this process's folder if `nil`.
  var folder: String?
  /// Its environment.
  var environment = Self.foreignEnvironment
  /// What an interrupt means for it.
  var interrupt = Interrupt.ends

  /// How often to look whether it has ended, in milliseconds.
  private static let pollInterval: Int32 = 10
  /// How long it may take to end when it is asked to, in milliseconds.
  private static let patience: Int32 = 2000

  /// Runs it to its end.
  ///
  /// - Parameter whileWaiting: called several times a second.
  /// - Throws: a ``CommandFailure`` if it cannot be started.
  func run(whileWaiting: () -> Void = {}) throws -> Ending {
    let identifier = try start()
    var status: Int32 = 0
    var waited: Int32 = 0
    while waitpid(identifier, &status, WNOHANG) == 0 {
      if host_was_interrupted() {
        tell(identifier, after: waited)
        waited += Self.pollInterval
      }
      whileWaiting()
      poll(nil, 0, Self.pollInterval)
    }
    let signal = status & 0x7F
    return signal == 0 ? .exited((status >> 8) & 0xFF) : .killed(signal)
  }

  /// Passes an interrupt on: whoever sent the signal to this process alone has not told it.
  private func tell(_ identifier: pid_t, after waited: Int32) {
    switch interrupt {
    case .ends:
      if waited == 0 { kill(identifier, SIGTERM) }
      if waited >= Self.patience { kill(identifier, SIGKILL) }
    case .isToldOnce: if waited == 0 { kill(identifier, SIGINT) }
    }
  }

  private func start() throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    if let errors {
      posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errors, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    }
    if let folder { _ = host_spawn_in_folder(&actions, folder) }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // In a group of its own a terminal's interrupt does not reach it: told twice it would keep nothing.
    if interrupt == .isToldOnce { posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP)) }
    return try spawn(&actions, &attributes)
  }

  private func spawn(
    _ actions: inout posix_spawn_file_actions_t, _ attributes: inout posix_spawnattr_t
  ) throws -> pid_t {
    let strings = ([path] + arguments).map { strdup($0) }
    let variables = environment.map { strdup("\($0.key)=\($0.value)") }
    defer { (strings + variables).forEach { free($0) } }
    var identifier = pid_t()
    let errorNumber = posix_spawn(&identifier, path, &actions, &attributes, strings + [nil], variables + [nil])
    guard errorNumber == 0 else {
      throw CommandFailure(.badData, "cannot start \(path): \(String(cString: strerror(errorNumber)))")
    }
    return identifier
  }

  /// This process's without BENCHMARK_* variables, which silently change what Google Benchmark runs.
  private static var foreignEnvironment: [String: String] {
    ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("BENCHMARK_") }
  }

  /// The last line on its standard error that says something.
  var lastWords: String? {
    let text = errors.flatMap { try? String(contentsOfFile: $0, encoding: .utf8) } ?? ""
    return text.split(whereSeparator: \.isNewline).last { !$0.allSatisfy(\.isWhitespace) }.map(String.init)
  }
}
