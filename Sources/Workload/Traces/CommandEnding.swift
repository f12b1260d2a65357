/// How a recorded command ended.
public enum CommandEnding: Equatable, Sendable {
  /// It exited, with this status.
  case exited(Int32)
  /// This signal killed it.
  case killed(signal: Int32)

  /// The ending that a status of `waitpid` tells of.
  init(waitStatus: Int32) {
    let signal = waitStatus & 0x7F
    self = signal == 0 ? .exited(waitStatus >> 8 & 0xFF) : .killed(signal: signal)
  }
}
