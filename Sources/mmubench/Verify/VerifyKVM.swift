import Foundation
import Harness
import Report

/// `mmubench verify --oracle kvm`.
struct VerifyKVM {
  let seed: UInt64
  let cases: Int
  let corpus: String

  func run(format: OutputFormat, _ progress: OracleProgress) throws {
    let report: KVMReport
    do throws(KVMFailure) {
      report = try KVMOracle.run(seed: seed, cases: cases, corpusFolder: corpus) { progress.show("kvm", $0) }
    } catch {
      throw CommandFailure(error)
    }
    progress.clear()
    try Output.print(format == .json ? try json(report) : text(report, format))
    guard let first = report.differences.first else { return }
    throw CommandFailure(.wrong, "\(report.differences.count) cases differ, the first: \(first.sentence)")
  }

  private func text(_ report: KVMReport, _ format: OutputFormat) -> String {
    var table = Table([
      .init("format", isNumeric: false), .init("cases"), .init("translated"), .init("no memory"), .init("faults"),
      .init("A/D set"), .init("KVM_TRANSLATE"), .init("verdict", isNumeric: false),
    ])
    for (name, counts) in report.counts.sorted(by: { $0.key < $1.key }) {
      let numbers = [
        counts.cases, counts.translated, counts.devices, counts.faultCount, counts.marking, counts.translations,
      ]
      let isDifferent = report.differences.contains { $0.format == name }
      table.append([name] + numbers.map { NumberText.grouped(UInt64($0)) } + [isDifferent ? "DIFFERS" : "agrees"])
    }
    let notCovered = report.notCovered.map { "not covered: \($0)\n" }.joined()
    if format == .text { return table.rendered(as: format) + notCovered }
    FileHandle.standardError.write(Data(notCovered.utf8))
    return table.rendered(as: format)
  }

  private struct Part: Codable {
    let format: String
    let cases, translated, withoutMemory, faults, marking, withheldAccessedBits, prefetches, translations: Int
  }

  private struct Difference: Codable {
    let text: String
    let file: String?
  }

  private struct Summary: Codable {
    let schema: String
    let version: Int
    let seed: UInt64
    let formats: [Part]
    let notCovered: [String]
    let differences: [Difference]
  }

  private func json(_ report: KVMReport) throws -> String {
    let parts = report.counts.sorted { $0.key < $1.key }.map { name, counts in
      Part(
        format: name, cases: counts.cases, translated: counts.translated, withoutMemory: counts.devices,
        faults: counts.faultCount, marking: counts.marking, withheldAccessedBits: counts.withheldAccessedBits,
        prefetches: counts.prefetches, translations: counts.translations)
    }
    let differences = report.differences.map { Difference(text: $0.description, file: $0.file) }
    return try JSONText.encode(
      Summary(
        schema: "mmubench.verify.kvm", version: 1, seed: report.seed, formats: parts, notCovered: report.notCovered,
        differences: differences))
  }
}

extension KVMDifference {
  /// What differs, and how to see it again.
  fileprivate var sentence: String {
    let question = "\(format), \(comparison.difference ?? "")"
    return question + (file.map { "; replay: mmubench verify --replay \($0)" } ?? "")
  }
}

extension CommandFailure {
  /// Why there is no virtual machine, and what to do about it.
  init(_ failure: KVMFailure) {
    guard failure.isAbsence else {
      self.init(.unavailable, "KVM refuses a step of --oracle kvm: \(failure)")
      return
    }
    self.init(
      .unavailable,
      "--oracle kvm needs an x86-64 host with a /dev/kvm that you may read and write (\(failure)); load kvm_intel or "
        + "kvm_amd, allow nested virtualization if this is a virtual machine, and join the group kvm")
  }
}
