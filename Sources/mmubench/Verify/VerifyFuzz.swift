import ArgumentParser
import CHost
import Foundation
import Harness
import Report

/// The options of `verify --fuzz`.
struct VerifyFuzz: ParsableArguments {
  /// What can be fuzzed.
  enum Subject: String, CaseIterable, ExpressibleByArgument {
    case shadow
  }

  @Option(help: ArgumentHelp("Fuzz shadow paging, and audit its books after every step.", valueName: "shadow"))
  var fuzz: Subject?

  @Option(
    help: ArgumentHelp(
      "One policy of shadow paging: \(ShadowPolicies.names.joined(separator: ", ")) (default: all).",
      valueName: "policy"))
  var policy: String?

  @Option(help: ArgumentHelp("How many steps to fuzz, in all, such as 100M (default: 2M).", valueName: "count"))
  var steps: String?

  @Option(help: ArgumentHelp("Fuzz for so long instead.", valueName: "minutes"))
  var minutes: Double?

  func validate() throws {
    guard fuzz != nil else {
      if policy != nil || steps != nil || minutes != nil {
        throw ValidationError("--policy, --steps and --minutes need --fuzz shadow.")
      }
      return
    }
    if let policy, !ShadowPolicies.names.contains(policy) {
      throw ValidationError("--policy must be one of \(ShadowPolicies.names.joined(separator: ", ")).")
    }
    if steps != nil && minutes != nil { throw ValidationError("--steps and --minutes exclude each other.") }
    if let steps, Self.count(steps) == nil {
      throw ValidationError("--steps must be a number from 1 on, such as 2000000, 500k or 100M.")
    }
    if let minutes, minutes <= 0 { throw ValidationError("--minutes must be above 0.") }
  }

  /// A number with k, M or G behind it.
  static func count(_ text: String) -> Int? {
    let factors: [Character: Int] = ["k": 1_000, "M": 1_000_000, "G": 1_000_000_000]
    let factor = text.last.flatMap { factors[$0] }
    guard let number = Int(factor == nil ? text : String(text.dropLast())), number > 0 else { return nil }
    let (product, overflows) = number.multipliedReportingOverflow(by: factor ?? 1)
    return overflows ? nil : product
  }

  func run(guest: ShadowGuest?, seed: UInt64, corpus: String, format: OutputFormat, _ progress: OracleProgress) throws {
    let campaign = ShadowCampaign(
      policies: policy.map { [$0] } ?? ShadowPolicies.names, guests: guest.map { [$0] } ?? ShadowGuest.allCases,
      seed: seed)
    let deadline = minutes.map { Date(timeIntervalSinceNow: $0 * 60) } ?? .distantFuture
    let count = minutes == nil ? steps.flatMap(Self.count) ?? 2_000_000 : .max / 2
    host_catch_interrupts()
    let reports = campaign.run(steps: count, while: { Date() < deadline && !host_was_interrupted() }) {
      progress.show("shadow", $0, "steps made")
    }
    progress.clear()
    try Output.print(format == .json ? try json(reports, seed) : table(reports).rendered(as: format))
    guard let found = reports.first(where: { $0.finding != nil }), let finding = found.finding else {
      if host_was_interrupted() { throw CommandFailure(.interrupted, "interrupted; the worlds until then agree") }
      return
    }
    let path = try keep(finding, of: found, in: corpus)
    throw CommandFailure(
      .wrong,
      "shadow paging can be told from native paging (\(found.policy), \(found.guest.rawValue), seed \(seed)): "
        + "\(finding.complaint); replay: mmubench verify --replay \(path)")
  }

  private func keep(
    _ finding: ShadowFuzzReport.Finding, of report: ShadowFuzzReport, in folder: String
  ) throws -> String {
    let name = "shadow-\(report.guest.rawValue)-\(report.policy)-\(String(finding.seed, radix: 16)).txt"
    return try finding.script.write(into: folder, name: name, remarks: [finding.complaint])
  }

  private func table(_ reports: [ShadowFuzzReport]) -> Table {
    var table = Table([
      .init("policy", isNumeric: false), .init("guest", isNumeric: false), .init("steps"), .init("worlds"),
      .init("to memory"), .init("trapped"),
      .init("as a TLB"), .init("verdict", isNumeric: false),
    ])
    for report in reports {
      let numbers = [
        report.steps, report.worlds, report.memoryAccesses, report.trappedStores, report.staleAnswers,
      ].map { NumberText.grouped(UInt64($0)) }
      let verdict = report.finding != nil ? "DIFFERS" : report.steps == 0 ? "not run" : "agrees"
      table.append([report.policy, report.guest.rawValue] + numbers + [verdict])
    }
    return table
  }

  private struct Part: Codable {
    let policy, guest: String
    let steps, worlds, memoryAccesses, trappedStores, staleAnswers: Int
    let finding: String?
  }

  private struct Summary: Codable {
    let schema: String
    let version: Int
    let seed: UInt64
    let runs: [Part]
  }

  private func json(_ reports: [ShadowFuzzReport], _ seed: UInt64) throws -> String {
    let parts = reports.map {
      Part(
        policy: $0.policy, guest: $0.guest.rawValue, steps: $0.steps, worlds: $0.worlds,
        memoryAccesses: $0.memoryAccesses, trappedStores: $0.trappedStores, staleAnswers: $0.staleAnswers,
        finding: $0.finding?.complaint)
    }
    return try JSONText.encode(Summary(schema: "mmubench.verify.shadow", version: 1, seed: seed, runs: parts))
  }
}
