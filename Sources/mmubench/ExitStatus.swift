/// The exit codes, the same for every command.
enum ExitStatus: Int32 {
  /// Nothing is wrong.
  case ok = 0
  /// A regression, or a condition of `--assert` that does not hold.
  case regression = 1
  /// Results that cannot be compared or put together, or that are incomplete.
  case notComparable = 2
  /// A wrong translation, a failed verification, or an allocation in timed code.
  case wrong = 3
  /// It cannot be told whether something changed, and `--require-conclusive` was given.
  case inconclusive = 4
  /// The command line is wrong (sysexits.h: EX_USAGE).
  case usage = 64
  /// A file's content is wrong (EX_DATAERR).
  case badData = 65
  /// There is no such input (EX_NOINPUT).
  case noInput = 66
  /// A tool or a device that is needed is missing (EX_UNAVAILABLE).
  case unavailable = 69
  /// A mistake of ours (EX_SOFTWARE).
  case internalError = 70
  /// Reading or writing failed (EX_IOERR).
  case inputOutput = 74
  /// Ended by an interrupt: 128 and SIGINT.
  case interrupted = 130
}
