import ArgumentParser
import Report
import Workload

/// `mmubench flow`: the textbook's tables, from machines that run.
struct FlowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "flow",
    abstract: "Show who does what in a system call and in a TLB miss, with and without a monitor.",
    discussion: """
      The steps are logged while a small machine takes them. They are those of the tables of the textbook's chapter on virtual \
      machine monitors (Arpaci-Dusseau, "Operating Systems: Three Easy Pieces", appendix B), with the frames of its figure B.1.

      EXAMPLES:
        mmubench flow
        mmubench flow tlb-miss tlb-miss-vmm
        mmubench flow system-call --hardware
      """)

  @Argument(
    help: ArgumentHelp(
      TextbookFlow.allCases.map(\.rawValue).joined(separator: ", ") + "; everything if left out.", valueName: "flow"))
  var flows: [String] = []

  @Flag(help: "Show too where the processor changes its mode.")
  var hardware = false

  @Option(help: "How to print the flows.")
  var format: OutputFormat = .text

  private struct Document: Encodable {
    let schema = "mmubench.flows"
    let version = 1
    let flows: [FlowReport]
  }

  func run() throws {
    let chosen = try flows.isEmpty ? TextbookFlow.allCases : flows.map { try Self.flow($0) }
    guard let machine = TextbookMachine() else {
      throw CommandFailure(.unavailable, "the host has no memory for the machine; free some")
    }
    let reports = chosen.map { FlowReport($0, machine.steps(of: $0), showsModes: hardware) }
    switch format {
    case .text, .md: try Output.print(reports.map { $0.rendered(as: format) }.joined(separator: "\n"))
    case .csv: try Output.print(Self.table(reports).rendered(as: .csv))
    case .json: try Output.print(try JSONText.encode(Document(flows: reports)))
    }
  }

  private static func flow(_ name: String) throws -> TextbookFlow {
    guard let flow = TextbookFlow(rawValue: name) else {
      throw ProfileTechniqueOptions.unknown("flow", name, among: TextbookFlow.allCases.map(\.rawValue))
    }
    return flow
  }

  private static func table(_ reports: [FlowReport]) -> Table {
    var table = Table(["flow", "number", "actor", "text"].map { .init($0, isNumeric: $0 == "number") })
    for cells in reports.flatMap(\.cells) { table.append(cells) }
    return table
  }
}
