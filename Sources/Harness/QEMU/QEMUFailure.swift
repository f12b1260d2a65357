/// Why QEMU gave no results.
public enum QEMUFailure: Error, Equatable, Sendable {
  /// The emulator is not installed.
  case emulatorMissing(QEMUGuest)
  /// A tool of the toolchain is not where it should be.
  case toolMissing(name: String)
  /// The host has no memory for copies of the tables.
  case noMemory
  /// The compiler refused the guest.
  case cannotBuild(QEMUGuest, message: String)
  /// A file of the exchange cannot be made.
  case cannotPrepare(folder: String, message: String)
  /// More cases or frames than fit.
  case batchTooLarge(cases: Int, frames: Int)
  /// A program did not start.
  case cannotStart(program: String, message: String)
  /// The guest did not finish in time.
  case timedOut(QEMUGuest, seconds: Int, completed: UInt64)
  /// Whoever started it wants it to end.
  case interrupted
  /// The guest ended before it was done.
  case stopped(QEMUGuest, completed: UInt64, message: String)
}

extension QEMUFailure: CustomStringConvertible {
  /// One sentence: what, and what to do.
  public var description: String {
    switch self {
    case .emulatorMissing(let guest):
      "No \(guest.emulator) in PATH; install it with: apt-get install \(guest.package)"
    case .toolMissing(let name):
      "No \(name) beside swiftc, nor in PATH; install a Swift toolchain from swift.org, which has it."
    case .noMemory: "The host has no memory left for copies of the guest's tables."
    case .cannotBuild(let guest, let message): "The \(guest.rawValue) guest does not build: \(message)"
    case .cannotPrepare(let folder, let message): "Cannot write the guest's files to \(folder): \(message)"
    case .batchTooLarge(let cases, let frames):
      "\(cases) cases with \(frames) frames do not fit one run: at most \(QEMULayout.maxCases) and \(QEMULayout.maxFrames)."
    case .cannotStart(let program, let message): "Cannot start \(program): \(message)"
    case .timedOut(let guest, let seconds, let completed):
      "\(guest.emulator) took longer than \(seconds) s and was ended after \(completed) cases."
    case .interrupted: "interrupted"
    case .stopped(let guest, let completed, let message):
      "\(guest.emulator) ended after \(completed) cases, before the last: \(message.isEmpty ? "it said nothing" : message)"
    }
  }
}
