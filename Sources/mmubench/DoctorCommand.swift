import ArgumentParser
import Foundation
import Report

/// `mmubench doctor`.
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Say what this machine can and cannot measure.")

  @Option(help: "How to print the findings.")
  var format: OutputFormat = .text

  func run() throws {
    let findings = Examination.all()
    if format == .json {
      try Output.print(try JSONText.encode(findings))
      return
    }
    var table = Table([
      .init("", isNumeric: false), .init("what", isNumeric: false), .init("found", isNumeric: false),
      .init("what follows", isNumeric: false),
    ])
    for finding in findings {
      table.append([finding.isGood ? "ok" : "!", finding.subject, finding.found, finding.consequence])
    }
    try Output.print(table.rendered(as: format))
  }
}
