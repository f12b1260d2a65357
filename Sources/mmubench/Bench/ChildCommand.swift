import CHost
import Foundation

/// A program that runs until its end, or until an interrupt, which it is told of so that it can keep what it finished.
struct ChildCommand {
  let executable: String
  let arguments: [String]
  /// Its environment; this process's if `nil`.
  var environment: [String: String]?
  /// Where it starts; this process's folder if `nil`.
  var folder: String?
  /// The file that gets what it says on standard error; `nil` for this process's own.
  var errors: FileHandle?

  /// How often to look, in milliseconds.
  private static let pollInterval: Int32 = 20

  /// Runs it, its standard output going nowhere; answers its status, 128 and the signal's number if one ended it.
  ///
  /// - Parameter whileWaiting: called several times a second.
  func run(whileWaiting: () -> Void = {}) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: executable)
    process.arguments = arguments
    process.environment = environment
    process.currentDirectoryURL = folder.map { URL(fileURLWithPath: $0) }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    if let errors { process.standardError = errors }
    do { try process.run() } catch { throw CommandFailure(.inputOutput, "cannot start \(executable): \(error)") }
    wait(for: process, whileWaiting)
    return process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
  }

  /// A child has a process group of its own, so that a terminal's interrupt does not reach it.
  private func wait(for process: Process, _ whileWaiting: () -> Void) {
    var wasTold = false
    while process.isRunning {
      if host_was_interrupted(), !wasTold {
        process.interrupt()
        wasTold = true
      }
      whileWaiting()
      poll(nil, 0, Self.pollInterval)
    }
    process.waitUntilExit()
  }
}
