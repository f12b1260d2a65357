import ArgumentParser
import Foundation
import Report

/// The command line.
@main
struct MMUBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mmubench",
    abstract: "What does it cost to virtualize this MMU, and did we just make it slower?",
    subcommands: [
      BenchCommand.self, ProfileCommand.self, CompareCommand.self, ReportCommand.self, ExportCommand.self,
      RecordCommand.self, SweepCommand.self, MergeCommand.self, VerifyCommand.self, FlowCommand.self, ListCommand.self,
      DoctorCommand.self, CountInstructionsCommand.self,
    ])

  /// Runs the command; every failure of every command ends here.
  static func main() {
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch let failure as CommandFailure {
      end(failure.status, failure.message)
    } catch let failure as OutputFailure {
      end(.inputOutput, "\(failure)")
    } catch {
      exitUnlessDefect(error)
      end(.internalError, "internal error: \(error); please report it with the command that caused it")
    }
  }

  private static func end(_ status: ExitStatus, _ message: String) -> Never {
    if !message.isEmpty { Output.note("mmubench: \(message)") }
    Foundation.exit(status.rawValue)
  }

  /// Ends the process if the error is one of the argument parser's: help, or a wrong call.
  private static func exitUnlessDefect(_ error: any Error) {
    if exitCode(for: error) != .failure { exit(withError: error) }
  }
}
