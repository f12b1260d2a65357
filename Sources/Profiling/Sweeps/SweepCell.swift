import MMUCore
import Workload

/// One profile of a sweep: what runs, and on which machine.
///
/// The texts are those that `mmubench profile` takes.
public struct SweepCell: Hashable, Sendable, Codable {
  /// Where the accesses come from.
  public var source: TLBProfile.Source
  /// The size of every page: 4K, 2M or 1G.
  public var pageSize: String
  /// How the machine is virtualized.
  public var technique: SweepTechnique
  /// A preset's name or a specification.
  public var tlb: String

  /// A cell.
  public init(_ source: TLBProfile.Source, pageSize: String, technique: SweepTechnique, tlb: String) {
    self.source = source
    self.pageSize = pageSize
    self.technique = technique
    self.tlb = tlb
  }

  /// Everything that a result depends on, a line each: two cells are the same if their keys are.
  public var key: String {
    let parameters = source.parameters.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    let technique = [technique.policy.map { "policy=\($0)" }, technique.prefetch.map { "prefetch=\($0)" }]
    let lines =
      ["source=\(source.kind.rawValue)"] + source.name + parameters + ["page-size=\(pageSize)"]
      + ["technique=\(self.technique.name)"] + technique.compactMap { $0 } + ["tlb=\(tlb)"]
    return lines.joined(separator: "\n")
  }

  /// The name of the cell's result file: what a person recognises, and a hash of the key.
  public var fileName: String {
    let readable = "\(source.shortName)-\(pageSize)-\(technique.label)-\(tlb)".prefix(80).map { character in
      character.isASCII && (character.isLetter || character.isNumber || "=.".contains(character)) ? character : "-"
    }
    return "\(String(readable))-\(Self.hash(key)).json"
  }

  /// The cell in a sentence or on a progress line.
  public var label: String { "\(source.label), \(pageSize), \(technique.label), \(tlb)" }

  /// The size of the pages.
  var size: PageSize { PageSize.x86Sizes.first { $0.name == pageSize } ?? .kib4 }

  /// About how long it takes, in native accesses; of a trace nothing is known but that it takes long.
  ///
  /// It depends on nothing but the cell, so that every shard comes to the same split.
  public var cost: UInt64 {
    let accesses = source.parameters["accesses"] ?? WorkloadParameters().accesses
    let (product, overflows) = accesses.multipliedReportingOverflow(by: technique.weight)
    return overflows ? .max : product
  }

  /// FNV-1a of 64 bits, in hexadecimal.
  private static func hash(_ text: String) -> String {
    let hash = text.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
