import Foundation
import Testing

/// One run of the built `mmubench`, as a user makes it.
struct CommandRun {
  let status: Int32
  let output: String
  let errors: String

  /// The executable, which lies beside the tests' own.
  static var executable: URL {
    URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
      .appendingPathComponent("mmubench")
  }

  /// Runs to the end.
  init(_ arguments: [String], input: Data = Data(), environment: [String: String] = [:]) throws {
    let running = try Running(arguments, environment: environment)
    try running.input.write(contentsOf: input)
    try running.input.close()
    self = try running.finish()
  }

  fileprivate init(status: Int32, output: Data, errors: Data) {
    self.status = status
    self.output = String(decoding: output, as: UTF8.self)
    self.errors = String(decoding: errors, as: UTF8.self)
  }

  /// A run that has not ended.
  final class Running {
    let process = Process()
    let input: FileHandle
    private let folder: TemporaryFolder

    /// Starts the executable. What it writes goes to files, so that no pipe can fill up.
    init(
      program: URL = CommandRun.executable, _ arguments: [String], environment: [String: String] = [:]
    ) throws {
      folder = try TemporaryFolder()
      let pipe = Pipe()
      input = pipe.fileHandleForWriting
      process.executableURL = program
      process.arguments = arguments
      process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
      process.standardInput = pipe
      process.standardOutput = try folder.fileForWriting("output")
      process.standardError = try folder.fileForWriting("errors")
      try process.run()
    }

    /// Waits for the end.
    func finish() throws -> CommandRun {
      process.waitUntilExit()
      let status = process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
      return CommandRun(
        status: status, output: try folder.contents("output"), errors: try folder.contents("errors"))
    }
  }
}

extension CommandRun {
  /// Runs a script of bash in which `$0` is the executable.
  static func inShell(_ script: String) throws -> CommandRun {
    try Running(program: URL(fileURLWithPath: "/bin/bash"), ["-c", script, executable.path]).finish()
  }
}

extension CommandRun.Running {
  /// The bytes of standard input that nobody has read yet.
  var unreadInput: Int {
    var count: Int32 = 0
    return ioctl(input.fileDescriptor, UInt(FIONREAD), &count) == 0 ? Int(count) : 0
  }

  /// Waits until the run has used processor time: it is at work then, however slow the machine is.
  func waitForCPUTime(seconds: Int) throws {
    let ticks = seconds * sysconf(Int32(_SC_CLK_TCK))
    let path = "/proc/\(process.processIdentifier)/stat"
    while process.isRunning {
      let fields = try String(contentsOfFile: path, encoding: .utf8).split(separator: " ")
      // proc(5): field 14 is utime.
      if let used = Int(fields[13]), used >= ticks { return }
      sched_yield()
    }
  }
}
