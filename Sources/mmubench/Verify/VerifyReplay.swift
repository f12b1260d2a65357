import Foundation
import Harness
import Report

/// `mmubench verify --replay FILE`.
struct VerifyReplay {
  let path: String

  func run(format: OutputFormat) throws {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw CommandFailure(.noInput, "cannot read \(path)")
    }
    let text = String(decoding: data, as: UTF8.self)
    do {
      switch try CorpusKind(of: text) {
      case .kvm: try replayKVM(text, format)
      case .qemu: try replayQEMU(text, format)
      case .shadow: try replayShadow(text, format)
      }
    } catch let failure as CorpusFailure {
      throw CommandFailure(.badData, "\(path): \(failure)")
    } catch let failure as KVMFailure {
      throw CommandFailure(failure)
    } catch let failure as QEMUFailure {
      throw CommandFailure(failure)
    }
  }

  private struct Summary: Codable {
    let schema: String
    let version: Int
    let file: String
    let answers: [String: String]
    let disagreement: String?
  }

  private func show(_ answers: [(String, String)], _ disagreement: String?, _ format: OutputFormat) throws {
    if format == .json {
      let named = Dictionary(uniqueKeysWithValues: answers)
      let summary = Summary(
        schema: "mmubench.verify.replay", version: 1, file: path, answers: named, disagreement: disagreement)
      try Output.print(try JSONText.encode(summary))
    } else {
      var table = Table([.init("who", isNumeric: false), .init("answer", isNumeric: false)])
      for (name, answer) in answers { table.append([name, answer]) }
      try Output.print(table.rendered(as: format))
    }
    if let disagreement { throw CommandFailure(.wrong, "\(path) still differs: \(disagreement)") }
  }

  private func replayKVM(_ text: String, _ format: OutputFormat) throws {
    let found = try KVMReplay.run(text: text)
    let answers = [("core", found.core.description), ("reference", found.reference.description)]
    try show(answers + [("kvm", found.kvm.description)], found.difference, format)
  }

  private func replayShadow(_ text: String, _ format: OutputFormat) throws {
    let complaint = try ShadowFuzz.replay(text: text)
    try show([("shadow", complaint ?? "as native")], complaint, format)
  }

  private func replayQEMU(_ text: String, _ format: OutputFormat) throws {
    let found = try QEMUReplay.run(text: text)
    let answers = [("core", "\(found.expected.core.outcome)"), ("reference", "\(found.expected.reference.outcome)")]
    try show(answers + [("qemu", "\(found.result.outcome)")], found.disagreement, format)
  }
}
