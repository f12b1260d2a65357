import Foundation

/// Runs programs to their end.
enum QEMUProcess {
  /// How a program ended.
  struct Ending {
    var status: Int32
    /// What it wrote to its standard error, or also to its standard output.
    var message: String
    var timedOut: Bool
  }

  /// The path of a program in `PATH`.
  static func path(of name: String) -> String? {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin").split(separator: ":")
    return folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// Runs a program, and ends it after so many seconds.
  ///
  /// - Parameters:
  ///   - folder: takes a file of what it writes, so that no pipe can fill up.
  ///   - isInterrupted: asked again and again; ends the program.
  static func run(
    _ program: String, _ arguments: [String], folder: URL, seconds: Int, isInterrupted: () -> Bool = { false }
  ) throws(QEMUFailure) -> Ending {
    let log = folder.appendingPathComponent("log")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    do {
      try Data().write(to: log)
      let handle = try FileHandle(forWritingTo: log)
      process.standardOutput = handle
      process.standardError = handle
      try process.run()
    } catch {
      throw .cannotStart(program: program, message: error.localizedDescription)
    }
    let deadline = DispatchTime.now() + .seconds(seconds)
    var isRunning = true
    while isRunning && DispatchTime.now() < deadline && !isInterrupted() {
      isRunning = ended.wait(timeout: min(deadline, .now() + .milliseconds(50))) == .timedOut
    }
    if isRunning {
      kill(process.processIdentifier, SIGKILL)
      ended.wait()
    }
    if isInterrupted() { throw .interrupted }
    let timedOut = isRunning
    let message = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
    return Ending(
      status: process.terminationStatus, message: message.trimmingCharacters(in: .whitespacesAndNewlines),
      timedOut: timedOut)
  }
}
