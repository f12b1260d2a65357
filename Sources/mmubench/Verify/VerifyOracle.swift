import ArgumentParser
import Foundation
import Harness
import Report

/// The options of `verify` that compare core and reference with somebody else's implementation.
struct VerifyOracle: ParsableArguments {
  /// Whose answers count.
  enum Oracle: String, CaseIterable, ExpressibleByArgument {
    case kvm, qemu
  }

  @Option(help: ArgumentHelp("Compare with a guest under KVM (x86), or with QEMU's emulation.", valueName: "kvm|qemu"))
  var oracle: Oracle?

  @Option(
    help: ArgumentHelp(
      "QEMU's machine: riscv64, aarch64 or x86_64; or the guest to fuzz: \(Self.fuzzedGuests) (default: all).",
      valueName: "guest"))
  var guest: String?

  @OptionGroup var fuzz: VerifyFuzz

  @Option(
    help: ArgumentHelp(
      "How many cases: in all with KVM (default: 24000), of each paging mode with QEMU (default: 10000).",
      valueName: "count"))
  var cases: Int?

  @Option(
    help: ArgumentHelp("Where to keep each case found different (default: mmubench-corpus).", valueName: "folder"))
  var corpus: String?

  @Option(help: ArgumentHelp("Put a kept case to its oracle again.", valueName: "file"))
  var replay: String?

  func validate() throws {
    try validateGuest()
    if oracle == nil && fuzz.fuzz == nil && corpus != nil {
      throw ValidationError("--corpus needs --oracle or --fuzz.")
    }
    if oracle == nil && cases != nil { throw ValidationError("--cases needs --oracle.") }
    if oracle != nil && replay != nil { throw ValidationError("--replay knows the oracle from the file.") }
    if let cases, cases < 1 { throw ValidationError("--cases must be 1 or more.") }
  }

  private static var fuzzedGuests: String { ShadowGuest.allCases.map(\.rawValue).joined(separator: ", ") }

  private var emulatedGuest: QEMUGuest? { guest.flatMap(QEMUGuest.init(rawValue:)) }
  private var fuzzedGuest: ShadowGuest? { guest.flatMap(ShadowGuest.init(rawValue:)) }

  private func validateGuest() throws {
    if oracle == .qemu && emulatedGuest == nil {
      throw ValidationError("--oracle qemu needs --guest riscv64, aarch64 or x86_64.")
    }
    guard guest != nil && oracle != .qemu else { return }
    if fuzz.fuzz == nil { throw ValidationError("--guest needs --oracle qemu or --fuzz shadow.") }
    if fuzzedGuest == nil { throw ValidationError("--fuzz shadow knows the guests \(Self.fuzzedGuests).") }
  }

  /// Does what is asked of an oracle or a fuzzer; answers whether anything was.
  func run(seed: UInt64, format: OutputFormat, isQuiet: Bool) throws -> Bool {
    let progress = OracleProgress(isQuiet: isQuiet)
    defer { progress.clear() }
    let corpus = corpus ?? "mmubench-corpus"
    if let replay {
      try VerifyReplay(path: replay).run(format: format)
    } else if oracle == .kvm {
      try VerifyKVM(seed: seed, cases: cases ?? 24_000, corpus: corpus).run(format: format, progress)
    } else if fuzz.fuzz != nil {
      try fuzz.run(guest: fuzzedGuest, seed: seed, corpus: corpus, format: format, progress)
    } else if let guest = emulatedGuest {
      try VerifyQEMU(guest: guest, seed: seed, cases: cases ?? 10_000, corpus: corpus).run(format: format, progress)
    } else {
      return false
    }
    return true
  }
}
