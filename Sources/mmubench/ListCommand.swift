import ArgumentParser
import Benchmarks
import Foundation
import Harness
import Profiling
import Report
import Workload

/// `mmubench list`.
struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the benchmarks, workloads, techniques, cost models, paging formats and TLB presets.",
    discussion: """
      EXAMPLES:
        mmubench list
        mmubench list presets --format json
      """)

  /// What can be listed.
  enum Subject: String, CaseIterable, ExpressibleByArgument {
    case benchmarks, workloads, techniques, costs, formats, presets
  }

  @Argument(help: "benchmarks, workloads, techniques, costs, formats or presets; everything if left out.")
  var subject: Subject?

  @Option(help: "How to print the list.")
  var format: OutputFormat = .text

  func run() throws {
    var table = Table([
      .init("kind", isNumeric: false), .init("name", isNumeric: false), .init("what it is", isNumeric: false),
    ])
    let items = Self.items.filter { subject == nil || $0.kind == subject?.rawValue }
    for item in items { table.append([item.kind, item.name, item.summary]) }
    try Output.print(format == .json ? try Self.json(items) : table.rendered(as: format))
  }

  private struct Item: Codable {
    let kind: String
    let name: String
    let summary: String
  }

  private static var items: [Item] {
    func make(_ subject: Subject, _ name: String, _ summary: String) -> Item {
      Item(kind: subject.rawValue, name: name, summary: summary)
    }
    return BenchmarkSuite.all().map { make(.benchmarks, $0.name, $0.summary) }
      + WorkloadName.allCases.map { make(.workloads, $0.rawValue, $0.summary) }
      + GuestWorkloadName.allCases.filter { WorkloadName(rawValue: $0.rawValue) == nil }.map {
        make(.workloads, $0.rawValue, "on a guest's kernel: " + $0.summary)
      }
      + MachineTechnique.allCases.map { make(.techniques, $0.rawValue, $0.summary) }
      + CostModel.all.map { make(.costs, $0.name, $0.summary) }
      + FormatCatalog.all.map { make(.formats, $0.name, $0.summary) }
      + [
        make(.formats, "mips-r3000", "the R3000's TLB, refilled by software: single pages, 6-bit ASIDs"),
        make(.formats, "mips-r4000", "the R4000's TLB, refilled by software: pairs of pages, 8-bit ASIDs"),
      ]
      + TLBPreset.all.map { make(.presets, $0.name, $0.summary) }
  }

  private static func json(_ items: [Item]) throws -> String {
    return try JSONText.encode(items)
  }
}
