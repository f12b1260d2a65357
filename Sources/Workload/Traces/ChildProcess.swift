import CHost
import Glibc

/// A program that was started, and will be waited for.
final class ChildProcess {
  let identifier: pid_t
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
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // No signal is blocked in the child, whatever thread starts it: those of a pool block them all.
    var noSignals = sigset_t()
    sigemptyset(&noSignals)
    posix_spawnattr_setsigmask(&attributes, &noSignals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    let strings = arguments.map { strdup($0) }
    defer { strings.forEach { free($0) } }
    var identifier = pid_t()
    let errorNumber = posix_spawn(&identifier, path, &actions, &attributes, strings + [nil], environ)
    guard errorNumber == 0 else { throw .cannotStartValgrind(errorNumber: errorNumber) }
    self.identifier = identifier
  }

  /// Whether it has ended; it is reaped then.
  var hasEnded: Bool {
    guard ending == nil else { return true }
    var status: Int32 = 0
    let answer = waitpid(identifier, &status, WNOHANG)
    if answer == identifier { ending = CommandEnding(waitStatus: status) }
    // No such child: somebody ignores SIGCHLD, so that nobody will ever know how it ended.
    if answer < 0 && errno == ECHILD { ending = .exited(0) }
    return ending != nil
  }

  /// Waits for its end, or for an interrupt, upon which it is ended.
  func wait() -> CommandEnding {
    // It may go on for long after it closed the pipe, so an interrupt must be seen here too.
    while !hasEnded && !host_was_interrupted() { poll(nil, 0, Self.pollInterval) }
    end()
    return ending ?? .killed(signal: SIGKILL)
  }

  /// Ends it, if it still runs: asks, so that it can tidy up, and insists after a second.
  func end() {
    guard !hasEnded else { return }
    kill(identifier, SIGTERM)
    for _ in 0..<(1000 / Self.pollInterval) where !hasEnded { poll(nil, 0, Self.pollInterval) }
    if hasEnded { return }
    kill(identifier, SIGKILL)
    while !hasEnded { poll(nil, 0, Self.pollInterval) }
  }

  /// How often to look, in milliseconds.
  private static let pollInterval: Int32 = 10
}
