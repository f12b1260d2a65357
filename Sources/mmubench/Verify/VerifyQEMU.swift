import CHost
import Foundation
import Harness
import Report

/// `mmubench verify --oracle qemu`.
struct VerifyQEMU {
  let guest: QEMUGuest
  let seed: UInt64
  let cases: Int
  let corpus: String

  func run(format: OutputFormat, _ progress: OracleProgress) throws {
    let modes = QEMUMode.allCases.filter { $0.guest == guest }
    var reports: [(mode: QEMUMode, report: QEMUReport)] = []
    do throws(QEMUFailure) {
      host_catch_interrupts()
      let runner = try QEMURunner(guest) { host_was_interrupted() }
      for mode in modes where reports.last?.report.disagreement == nil {
        progress.show(mode.rawValue, 0)
        let report = try QEMUOracle.run(mode, on: runner, seed: seed, cases: cases, corpusFolder: corpus) {
          progress.show(mode.rawValue, $0)
        }
        reports.append((mode, report))
      }
    } catch {
      throw CommandFailure(error)
    }
    progress.clear()
    try Output.print(format == .json ? try json(reports) : text(reports, format))
    if let report = reports.last?.report { try report.throwIfDifferent() }
  }

  private func text(_ reports: [(mode: QEMUMode, report: QEMUReport)], _ format: OutputFormat) -> String {
    var table = Table([
      .init("mode", isNumeric: false), .init("cases"), .init("translated"), .init("faults"), .init("A/D set"),
      .init("verdict", isNumeric: false),
    ])
    for (mode, report) in reports {
      let numbers = [report.cases, report.translated, report.trapped, report.updates]
      let verdict = report.disagreement == nil ? "agrees" : "DIFFERS"
      table.append([mode.rawValue] + numbers.map { NumberText.grouped(UInt64($0)) } + [verdict])
    }
    let notCovered = guest.notCovered.map { "not covered: \($0)\n" }.joined()
    if format == .text { return table.rendered(as: format) + notCovered }
    FileHandle.standardError.write(Data(notCovered.utf8))
    return table.rendered(as: format)
  }

  private struct Part: Codable {
    let mode: String
    let cases, translated, faults, marking: Int
    let disagreement, file: String?
  }

  private struct Summary: Codable {
    let schema: String
    let version: Int
    let guest: String
    let seed: UInt64
    let modes: [Part]
    let notCovered: [String]
  }

  private func json(_ reports: [(mode: QEMUMode, report: QEMUReport)]) throws -> String {
    let parts = reports.map {
      Part(
        mode: $0.mode.rawValue, cases: $0.report.cases, translated: $0.report.translated, faults: $0.report.trapped,
        marking: $0.report.updates, disagreement: $0.report.disagreement, file: $0.report.file)
    }
    return try JSONText.encode(
      Summary(
        schema: "mmubench.verify.qemu", version: 1, guest: guest.rawValue, seed: seed, modes: parts,
        notCovered: guest.notCovered))
  }
}

extension QEMUReport {
  /// Ends the command with what differs, and how to see it again.
  func throwIfDifferent() throws(CommandFailure) {
    guard let disagreement else { return }
    let again = file.map { "; replay: mmubench verify --replay \($0)" } ?? ""
    throw CommandFailure(.wrong, "a case differs: \(disagreement)\(again)")
  }
}

extension CommandFailure {
  /// Why QEMU gave no results.
  init(_ failure: QEMUFailure) {
    switch failure {
    case .emulatorMissing, .toolMissing, .cannotStart, .cannotBuild, .timedOut, .stopped:
      self.init(.unavailable, "--oracle qemu: \(failure)")
    case .cannotPrepare: self.init(.inputOutput, "\(failure)")
    case .interrupted: self.init(.interrupted, "interrupted; no result of the mode that was running")
    case .batchTooLarge, .noMemory: self.init(.internalError, "\(failure)")
    }
  }
}
