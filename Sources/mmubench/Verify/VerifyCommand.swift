import ArgumentParser
import CHost
import Foundation
import Harness
import Report

/// `mmubench verify`.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Compare the core with a second implementation, with KVM or with QEMU, access by access.",
    discussion: """
      Walkers of every format, MMU and TLB models run beside a second implementation that was written from the \
      manuals: same translation, same fault, same accessed and dirty bits, same hits and misses. --matrix goes through \
      every combination instead of random ones; --oracle asks somebody else's implementation. --fuzz shadow changes \
      a guest's tables, registers and slots at random under shadow paging, and looks for what the guest could notice.

      EXAMPLES:
        mmubench verify
        mmubench verify --seed 7 --accesses 20M
        mmubench verify --matrix access --maxphyaddr 36
        mmubench verify --oracle kvm --cases 100000
        mmubench verify --oracle qemu --guest riscv64
        mmubench verify --fuzz shadow --steps 100M
        mmubench verify --replay mmubench-corpus/kvm-x86-long4-seed1-case17.txt
      """)

  @Option(
    help: ArgumentHelp(
      "What to draw the cases from; the same seed gives the same cases (default: 1).", valueName: "number"))
  var seed: UInt64?

  @Option(help: ArgumentHelp("How many accesses to compare, in all, such as 20M (default: 4M).", valueName: "count"))
  var accesses: CountQuantity?

  @OptionGroup(title: "Oracles")
  var oracle: VerifyOracle

  @Option(help: "How to print the result.")
  var format: OutputFormat = .text

  @Flag(help: "Print no progress.")
  var quiet = false

  @OptionGroup var matrixOptions: MatrixOptions

  func validate() throws {
    let isOracle = oracle.oracle != nil || oracle.replay != nil || oracle.fuzz.fuzz != nil
    if oracle.fuzz.fuzz != nil && (oracle.oracle != nil || oracle.replay != nil) {
      throw ValidationError("--fuzz is a run of its own: leave --oracle and --replay out.")
    }
    if matrixOptions.matrix != nil && isOracle {
      throw ValidationError("--matrix, --oracle, --fuzz and --replay are runs of their own: give one of them.")
    }
    if accesses != nil && (matrixOptions.matrix != nil || isOracle) {
      throw ValidationError("--accesses belongs to the comparison with the reference: leave it out here.")
    }
    if seed != nil && (matrixOptions.matrix != nil || oracle.replay != nil) {
      throw ValidationError("--seed has no part in a matrix or a replay: leave it out.")
    }
    let least = Verification.comparisons.count
    if let accesses, accesses.value < least {
      throw ValidationError("--accesses must be \(least) or more, one for each comparison.")
    }
  }

  func run() throws {
    if let matrix = matrixOptions.matrix {
      return try VerifyMatrix(matrix: matrix, options: matrixOptions, format: format, isQuiet: quiet).run()
    }
    if try oracle.run(seed: seed ?? 1, format: format, isQuiet: quiet) { return }
    let (seed, accesses) = (seed ?? 1, accesses.map { Int(clamping: $0.value) } ?? 4_000_000)
    let report = Verification.run(seed: seed, accesses: accesses, progress: progress)
    clearProgress()
    try Output.print(format == .json ? try json(report) : table(report).rendered(as: format))
    if let disagreement = report.disagreement {
      let replay = "mmubench verify --seed \(seed) --accesses \(accesses)"
      throw CommandFailure(.wrong, "core and reference differ: \(disagreement); replay: \(replay)")
    }
  }

  private func table(_ report: VerificationReport) -> Table {
    var table = Table([
      .init("subject", isNumeric: false), .init("accesses"), .init("TLB hits"), .init("translated"), .init("faults"),
      .init("changes"), .init("verdict", isNumeric: false),
    ])
    for part in report.reports {
      let numbers = [part.accesses, part.hits, part.translated, part.faultCount, part.changes]
      let cells = numbers.map { NumberText.grouped(UInt64($0)) }
      table.append([part.subject.name] + cells + [part.disagreement == nil ? "agrees" : "DIFFERS"])
    }
    return table
  }

  private struct Part: Codable {
    let subject: String
    let accesses, hits, translated, faults, changes: Int
    let disagreement: String?
  }

  private struct Summary: Codable {
    let schema: String
    let version: Int
    let seed: UInt64
    let accesses: Int
    let subjects: [Part]
  }

  private func json(_ report: VerificationReport) throws -> String {
    let parts = report.reports.map {
      Part(
        subject: $0.subject.name, accesses: $0.accesses, hits: $0.hits, translated: $0.translated,
        faults: $0.faultCount, changes: $0.changes, disagreement: $0.disagreement)
    }
    let summary = Summary(
      schema: "mmubench.verify", version: 1, seed: report.seed, accesses: report.accesses, subjects: parts)
    return try JSONText.encode(summary)
  }

  private var showsProgress: Bool { !quiet && isatty(STDERR_FILENO) == 1 }

  private func progress(_ subject: DifferentialSubject, _ done: Int) {
    guard showsProgress else { return }
    let text = "\r\u{1B}[K\(subject.name): \(NumberText.grouped(UInt64(done))) accesses compared"
    FileHandle.standardError.write(Data(text.utf8))
  }

  private func clearProgress() {
    if showsProgress { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
  }
}

extension DifferentialReport {
  /// Faults of all reasons together.
  fileprivate var faultCount: Int { faults.values.reduce(0, +) }
}
