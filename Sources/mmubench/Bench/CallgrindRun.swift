import Benchmarks
import CHost
import Foundation
import Report

/// Counts the instructions of benchmarks: a stripped copy of this program runs their bodies under Callgrind, which dumps what it
/// counted after each.
///
/// What could move the memory that bodies work on is the same in every run: environment, arguments, folder, and stack.
struct CallgrindRun {
  private let folder: ScratchFolder
  private let valgrind: String
  private let version: String

  /// Callgrind numbers its dumps: `dump.1`, `dump.2`.
  private static let dumpName = "dump"
  private static let programName = "mmubench"
  private static let listName = "benchmarks"
  private static let errorsName = "errors"

  /// Looks for the tools and makes the copy; says what is missing before anything long has begun.
  init() throws {
    valgrind = try ToolSearch.path(ofFirst: ["valgrind"], for: "--callgrind", package: "valgrind")
    guard InstructionRun.isBuiltIn else {
      throw CommandFailure(
        .unavailable,
        "this mmubench was built without Valgrind's headers, so that --callgrind cannot tell Valgrind what to "
          + "count; run 'swift package clean' and build it again now that valgrind is installed")
    }
    version = try Self.version(of: valgrind)
    folder = try ScratchFolder()
    try strip()
  }

  /// `valgrind --version` prints "valgrind-3.19.0".
  private static func version(of valgrind: String) throws -> String {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: valgrind)
    process.arguments = ["--version"]
    process.standardOutput = output
    do { try process.run() } catch { throw CommandFailure(.unavailable, "cannot start \(valgrind): \(error)") }
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let words = text.split { $0 == "-" || $0.isWhitespace }
    guard words.count >= 2, words[0] == "valgrind" else {
      throw CommandFailure(.unavailable, "\(valgrind) --version says '\(text)', which is no version of Valgrind")
    }
    return String(words[1])
  }

  /// Without what is there for debuggers: Valgrind 3.19 gives up at the toolchain's DWARF 5.
  private func strip() throws {
    let tool = try ToolSearch.path(
      ofFirst: ["strip", "llvm-strip"], for: "--callgrind", package: "binutils")
    let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let command = ProgramRun(
      path: tool, arguments: ["--strip-debug", "-o", folder.file(Self.programName), program], interrupt: .isToldOnce)
    let status = try command.run().status
    guard status == 0 else { throw CommandFailure(.unavailable, "\(tool) failed with status \(status) on \(program)") }
  }

  /// What the counts depend on besides the source.
  var validity: String { InstructionValidity.text(valgrind: version) }

  /// Counts.
  ///
  /// - Parameters:
  ///   - benchmarks: their names.
  ///   - injection: the fault that they have.
  ///   - progress: called several times a second with how many are counted.
  func count(_ benchmarks: [String], _ injection: String?, progress: (Int) -> Void) throws -> InstructionCounts {
    try Output.replaceFile(at: folder.file(Self.listName), with: benchmarks.map { $0 + "\n" }.joined())
    let command = ProgramRun(
      path: valgrind, arguments: Self.options + Self.program(injection), errors: folder.file(Self.errorsName),
      folder: folder.path, environment: Self.environment, interrupt: .isToldOnce)
    let status = try command.run { progress(folder.names(beginning: Self.dumpName + ".").count / 2) }.status
    guard status == 0 || host_was_interrupted() else {
      throw CommandFailure(
        .internalError, "counting instructions failed with status \(status): \(command.lastWords ?? "it said nothing")")
    }
    return try counts()
  }

  private static let options = [
    "--tool=callgrind", "--instr-atstart=no", "--callgrind-out-file=\(dumpName)", "--dump-line=no", "--vgdb=no",
    "--main-stacksize=8388608", "--quiet",
  ]

  private static func program(_ injection: String?) -> [String] {
    ["./\(programName)", CountInstructionsCommand.name, listName] + (injection.map { ["--inject", $0] } ?? [])
  }

  /// Nothing of the user's but where libraries are: variables lie on the stack, and some of them change what is run.
  private static var environment: [String: String] {
    var variables = ["SWIFT_DETERMINISTIC_HASHING": "1", "LD_BIND_NOW": "1"]
    variables["LD_LIBRARY_PATH"] = ProcessInfo.processInfo.environment["LD_LIBRARY_PATH"]
    return variables
  }

  private func counts() throws -> InstructionCounts {
    var counts = InstructionCounts()
    for name in folder.names(beginning: Self.dumpName + ".") {
      let text = try String(contentsOfFile: folder.file(name), encoding: .utf8)
      do throws(InstructionDump.Damage) {
        if let dump = try InstructionDump(text) { counts.add(dump) }
      } catch {
        throw CommandFailure(.internalError, "Callgrind's file \(name) \(error.reason)")
      }
    }
    return counts
  }
}
