import Glibc

/// A program that was started, and will be waited for.
final class ChildProcess {
  private let identifier: pid_t
  private var ending: CommandEnding?

  /// Starts a program.
  ///
  /// - Parameters:
  ///   - arguments: its arguments, its name first.
  ///   - inheriting: a descriptor that it keeps, under the same number.
  ///   - output: where its standard output goes: a descriptor, or `nil` for nowhere.
  init(
    _ path: String, _ arguments: [String], inheriting: Int32, output: Int32?
  ) throws(TraceFailure) {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // Duplicating a descriptor onto itself makes it survive exec.
    posix_spawn_file_actions_adddup2(&actions, inheriting, inheriting)
    if let output {
      posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    } else {
      posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
    }
    let strings = arguments.map { strdup($0) }
    defer { strings.forEach { free($0) } }
    var identifier = pid_t()
    let errorNumber = posix_spawn(&identifier, path, &actions, nil, strings + [nil], environ)
    guard errorNumber == 0 else { throw .cannotStartValgrind(errorNumber: errorNumber) }
    self.identifier = identifier
  }

  /// Whether it has ended; it is reaped then.
  var hasEnded: Bool {
    guard ending == nil else { return true }
    var status: Int32 = 0
    guard waitpid(identifier, &status, WNOHANG) == identifier else { return false }
    ending = CommandEnding(waitStatus: status)
    return true
  }

  /// Waits for its end.
  func wait() -> CommandEnding {
    var status: Int32 = 0
    while ending == nil {
      if waitpid(identifier, &status, 0) == identifier { ending = CommandEnding(waitStatus: status) }
      if ending == nil && errno != EINTR { break }
    }
    return ending ?? .exited(0)
  }

  /// Ends it, if it still runs: asks, so that it can tidy up, and insists after a second.
  func end() {
    guard !hasEnded else { return }
    kill(identifier, SIGTERM)
    for _ in 0..<100 where !hasEnded { poll(nil, 0, 10) }
    if !hasEnded { kill(identifier, SIGKILL) }
    _ = wait()
  }
}
